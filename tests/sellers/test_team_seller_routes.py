"""The team's page: for owners only."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.clock import now
from app.db import session, transaction
from app.models.account import User
from app.models.seller import MemberRole, Seller, SellerInvitation, SellerMember, SellerStatus
from tests.browser import Browser
from tests.cast import Cast
from tests.factories.seller import SellerInvitationFactory, SellerMemberFactory

BrowserOf = Callable[[User], Browser]
TEAM = "/penjual/pusat/tim"
LEAVE = f"{TEAM}/keluar"


def member_id(user: User) -> int:
    return session.scalars(select(SellerMember.id).where(SellerMember.user_id == user.id)).one()


def test_the_page_says_who_works_here_since_when_and_who_is_invited(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
        SellerInvitationFactory(
            seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id, email="lama@contoh.id", expires_at=now()
        )
    page = browser_of(cast.ani).get(TEAM).get_data(as_text=True)
    for text in ("Ani", "Budi", "budi@contoh.id", "Pemilik", "Staf", "sari@contoh.id", "kedaluwarsa"):
        assert text in page
    assert "Citra" not in page


def test_staff_bookkeepers_buyers_and_visitors_stay_outside(browser_of: BrowserOf, client: Browser, cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
    form = {"email": "sari@contoh.id", "role": "staff"}
    for user in (cast.budi, cast.fitri, cast.dewi, cast.eko):
        browser = browser_of(user)
        assert browser.get(TEAM).status_code == 403
        assert browser.post(f"{TEAM}/undang", form).status_code == 403
    assert client.get(TEAM).location.startswith("/masuk")
    assert client.post(f"{TEAM}/undang", form).location == "/masuk"
    assert session.scalar(select(func.count(SellerInvitation.id))) == 0


def test_an_invitation_is_sent_from_the_form(browser_of: BrowserOf, cast: Cast) -> None:
    ani = browser_of(cast.ani)
    response = ani.post(f"{TEAM}/undang", {"email": "sari@contoh.id", "role": "bookkeeper"})
    assert (response.status_code, response.location) == (303, TEAM)
    assert session.scalars(select(SellerInvitation.role)).one() == MemberRole.BOOKKEEPER


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"email": "sari", "role": "staff"}, "tidak lengkap"),
        ({"email": "", "role": "staff"}, "wajib"),
        ({"email": "sari@contoh.id", "role": "owner"}, "perbaiki"),
        ({"email": "sari@contoh.id"}, "Pilih perannya"),
        ({"email": "budi@contoh.id", "role": "staff"}, "sudah ada di tim"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(
    browser_of: BrowserOf, cast: Cast, form: dict[str, str], text: str
) -> None:
    response = browser_of(cast.ani).post(f"{TEAM}/undang", form)
    assert response.status_code == 422
    assert text in response.get_data(as_text=True)
    assert session.scalar(select(func.count(SellerInvitation.id))) == 0


def test_roles_change_and_members_leave_by_button(browser_of: BrowserOf, cast: Cast) -> None:
    ani, budi, key = browser_of(cast.ani), browser_of(cast.budi), member_id(cast.budi)
    assert budi.get("/penjual/pusat/produk").status_code == 200
    assert budi.get("/penjual/pusat/keuangan").status_code == 403
    assert ani.post(f"{TEAM}/{key}/peran", {"role": "bookkeeper"}).location == TEAM
    assert budi.get("/penjual/pusat/keuangan").status_code == 200
    assert ani.post(f"{TEAM}/{key}/peran", {"role": "owner"}).status_code == 422
    assert ani.post(f"{TEAM}/{key}/keluarkan").location == TEAM
    assert budi.get("/penjual/pusat").status_code == 403
    assert ani.post(f"{TEAM}/{key}/keluarkan").status_code == 404


def test_the_last_owner_reads_why_she_cannot_leave(browser_of: BrowserOf, cast: Cast) -> None:
    response = browser_of(cast.ani).post(f"{TEAM}/{member_id(cast.ani)}/keluarkan")
    assert response.status_code == 422
    assert "Pemilik terakhir" in response.get_data(as_text=True)


def test_an_owner_who_leaves_goes_to_her_own_account(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.dewi.id)
    ani = browser_of(cast.ani)
    assert ani.post(f"{TEAM}/{member_id(cast.ani)}/keluarkan").location == "/akun"
    assert ani.get(TEAM).status_code == 403


def test_an_invitation_is_withdrawn_by_its_shop_only(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        invitation = SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
    path = f"{TEAM}/undangan/{invitation.id}/batalkan"
    assert browser_of(cast.citra).post(path).status_code == 404
    ani = browser_of(cast.ani)
    assert [ani.post(path).status_code for _ in range(2)] == [303, 404]
    assert session.get_one(SellerInvitation, invitation.id).revoked_at is not None


def test_staff_leave_by_themselves_after_a_look_at_what_it_means(browser_of: BrowserOf, cast: Cast) -> None:
    budi = browser_of(cast.budi)
    assert f'href="{LEAVE}"' in budi.get("/penjual/pusat").get_data(as_text=True)
    assert "Keluar dari tim Lada Kemuja Makmur?" in budi.get(LEAVE).get_data(as_text=True)
    assert budi.post(LEAVE).location == "/akun"
    assert [budi.get("/penjual/pusat").status_code, budi.post(LEAVE).status_code] == [403, 403]
    assert f'href="{LEAVE}"' not in browser_of(cast.ani).get("/penjual/pusat").get_data(as_text=True)


def test_the_last_owner_cannot_leave_by_herself_either(browser_of: BrowserOf, cast: Cast) -> None:
    response = browser_of(cast.ani).post(LEAVE)
    assert response.status_code == 422
    assert "Pemilik terakhir" in response.get_data(as_text=True)


def test_everybody_may_leave_a_suspended_shop(browser_of: BrowserOf, cast: Cast) -> None:
    with transaction():
        SellerMemberFactory(seller_id=cast.shop_of_ani.id, user_id=cast.fitri.id, role=MemberRole.BOOKKEEPER)
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.SUSPENDED, because="a test")
    assert [browser_of(user).post(LEAVE).status_code for user in (cast.budi, cast.fitri, cast.ani)] == [303, 303, 422]


def test_the_owner_of_a_suspended_shop_reads_the_team_and_takes_people_out_of_it(
    browser_of: BrowserOf, cast: Cast
) -> None:
    with transaction():
        invitation = SellerInvitationFactory(seller_id=cast.shop_of_ani.id, invited_by_id=cast.ani.id)
        session.get_one(Seller, cast.shop_of_ani.id).move_to(SellerStatus.SUSPENDED, because="a test")
    ani, budi, key = browser_of(cast.ani), browser_of(cast.budi), member_id(cast.budi)
    page = ani.get(TEAM).get_data(as_text=True)
    assert "budi@contoh.id" in page
    assert "Keluarkan" in page
    for closed in ("Undang orang", "Jadikan", "Kirim lagi", "Batalkan"):
        assert closed not in page
    closed_posts = {
        f"{TEAM}/undang": {"email": "tari@contoh.id", "role": "staff"},
        f"{TEAM}/undangan/{invitation.id}/batalkan": {},
        f"{TEAM}/{key}/peran": {"role": "bookkeeper"},
    }
    assert [ani.post(path, form).status_code for path, form in closed_posts.items()] == [403] * 3
    assert [budi.get(TEAM).status_code, budi.post(f"{TEAM}/{member_id(cast.ani)}/keluarkan").status_code] == [403, 403]
    assert ani.post(f"{TEAM}/{key}/keluarkan").location == TEAM
    assert budi.get("/penjual/pusat").status_code == 403
