"""Buyers read who issued a permit."""

import sqlalchemy as sa
from alembic import op

revision = "0070_permit_issuers"
down_revision = "0069_requirement_data"
branch_labels = None
depends_on = None

ISSUERS = {
    "Halal": "BPJPH",
    "SPP-IRT": "Pemerintah kabupaten atau kota, lewat OSS",
    "BPOM": "Badan POM",
    "IG": "BP3L Bangka Belitung, dicatat Ditjen Kekayaan Intelektual",
    "NIB": "Lembaga OSS, Kementerian Investasi dan Hilirisasi/BKPM",
    "Merek": "Ditjen Kekayaan Intelektual",
    "PKRT": "Kementerian Kesehatan",
}
BADGES = {"requirements": "badge", "permits": "kind"}


def upgrade() -> None:
    for name, badge in BADGES.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("issuer", sa.String(length=200), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            table.alter_column("issuer", existing_type=sa.String(length=200), server_default=None)
        rows = sa.table(name, sa.column(badge), sa.column("issuer"))
        for kind, issuer in ISSUERS.items():
            op.execute(rows.update().where(rows.c[badge] == kind).values(issuer=issuer))


def downgrade() -> None:
    for name in BADGES:
        with op.batch_alter_table(name) as table:
            table.drop_column("issuer")
