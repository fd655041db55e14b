"""Who knows what couriers charge and where parcels are, by name."""

from app.gateways.shipping.base import RateProvider
from app.gateways.shipping.biteship import Biteship
from app.gateways.shipping.rajaongkir import RajaOngkir
from app.settings import setting


def build(name: str) -> RateProvider:
    """The provider of this name as the settings describe it. Raises LookupError for one that needs no network."""
    seconds = setting("COURIER_TIMEOUT_SECONDS")
    if name == Biteship.name:
        return Biteship(setting("BITESHIP_API_KEY"), api_base=setting("BITESHIP_API_BASE"), timeout_seconds=seconds)
    if name == RajaOngkir.name:
        return RajaOngkir(
            setting("RAJAONGKIR_API_KEY"), api_base=setting("RAJAONGKIR_API_BASE"), timeout_seconds=seconds
        )
    raise LookupError(name)
