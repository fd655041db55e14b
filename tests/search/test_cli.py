"""`flask search rebuild`."""

from flask import Flask

from app.search.engine import whoosh_files as index


def test_rebuilding_switches_to_a_new_folder_and_removes_the_old_one(app: Flask) -> None:
    runner = app.test_cli_runner()
    for _ in range(2):
        result = runner.invoke(args=["search", "rebuild"])
        assert result.exit_code == 0
        assert "0 produk" in result.output
    path = index.current()
    assert path is not None
    assert [each for each in index.folder().iterdir() if each.is_dir()] == [path]
