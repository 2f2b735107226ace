"""Certificates: the only file that makes them. ECDSA on P-256, X.509 as RFC 5280 has it, all as PEM."""

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

BACK = timedelta(days=60)
"""So long before it was made a certificate counts: a machine without a clock of its own may wake up in the past."""
AUTHORITY = timedelta(days=20 * 365)
HERE = ("localhost", "127.0.0.1", "::1")
"""Every machine's names for itself: a kiosk beside the hub needs no other."""
Use = Literal["server", "client"]
USES = {"server": ExtendedKeyUsageOID.SERVER_AUTH, "client": ExtendedKeyUsageOID.CLIENT_AUTH}
Signs = Literal["nodes", "pages"]


class Pair(Struct, frozen=True):
    """A certificate and its key."""

    certificate: bytes
    key: bytes


class About(Struct, frozen=True):
    """What a certificate says."""

    name: str
    serial: int
    until: datetime
    hosts: frozenset[str]
    """Of a server: its names and addresses. Of an authority: those for which it may sign."""
    signer: bytes
    """Which key has signed it."""
    own: bytes
    """Which key it is about; an authority's stands as `signer` in what it has signed."""


def authority(name: str, signs: Signs, hosts: Iterable[str], now: datetime) -> Pair:
    """Make an authority; that of pages may sign for these hosts and this machine alone, whoever gets its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, name, key.public_key(), now, AUTHORITY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs=True), critical=True)
    if signs == "pages":
        allowed = [_name(host, network=True) for host in _all(hosts)]
        builder = builder.add_extension(x509.NameConstraints(allowed, None), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return _pair(builder.sign(key, hashes.SHA256()), key)


def certificate(ca: Pair, name: str, use: Use, hosts: Sequence[str], lasts: timedelta, now: datetime) -> Pair:
    """Make a certificate that this authority signs."""
    signer, signing = x509.load_pem_x509_certificate(ca.certificate), _key(ca)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, "", key.public_key(), now, lasts).issuer_name(signer.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([USES[use]]), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    builder = builder.add_extension(identifier, critical=False)
    if use == "server":
        names = x509.SubjectAlternativeName([_name(host, network=False) for host in _all(hosts)])
        builder = builder.add_extension(names, critical=False)
    return _pair(builder.sign(signing, hashes.SHA256()), key)


def revocations(ca: Pair, serials: Iterable[int], now: datetime) -> bytes:
    """Make the list of what counts no longer. It never runs out by itself, for then nobody would be let in."""
    signer = x509.load_pem_x509_certificate(ca.certificate)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.subject)
        .last_update(signer.not_valid_before_utc)
        .next_update(signer.not_valid_after_utc)
    )
    for serial in serials:
        found = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
        builder = builder.add_revoked_certificate(found)
    return builder.sign(_key(ca), hashes.SHA256()).public_bytes(Encoding.PEM)


def revoked(crl: bytes) -> frozenset[int]:
    """Give the serial numbers on such a list."""
    return frozenset(found.serial_number for found in x509.load_pem_x509_crl(crl))


def about(certificate: bytes) -> About:
    """Read a certificate.

    :raises ValueError: it is none.
    """
    found = x509.load_pem_x509_certificate(certificate)
    [name] = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return About(
        str(name.value), found.serial_number, found.not_valid_after_utc, frozenset(_hosts(found)), _signer(found),
        x509.SubjectKeyIdentifier.from_public_key(found.public_key()).digest,
    )  # fmt: skip


def belong(pair: Pair) -> bool:
    """Tell whether a certificate is about this key."""
    return x509.load_pem_x509_certificate(pair.certificate).public_key() == _key(pair).public_key()


def covers(allowed: frozenset[str], hosts: Iterable[str]) -> bool:
    """Tell whether an authority may sign for all of these."""
    return set(_all(hosts)) <= allowed


def fingerprint(certificate: bytes) -> str:
    """Give what devices show of a certificate before they take it in: its SHA-256, in pairs."""
    return _pairs(certificate, hashes.SHA256())


def on_windows(certificate: bytes) -> str:
    """Give what Windows shows of it: its SHA-1. Nobody can make another certificate that has a given one."""
    return _pairs(certificate, hashes.SHA1())  # noqa: S303  # Windows shows no other


def _pairs(certificate: bytes, algorithm: hashes.HashAlgorithm) -> str:
    return x509.load_pem_x509_certificate(certificate).fingerprint(algorithm).hex(" ").upper()


def _all(hosts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*hosts, *HERE]))


def _name(host: str, *, network: bool) -> x509.GeneralName:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return x509.DNSName(host)
    return x509.IPAddress(ipaddress.ip_network(host) if network else address)


def _hosts(found: x509.Certificate) -> Iterable[str]:
    for extension in found.extensions:
        match extension.value:
            case x509.SubjectAlternativeName() as names:
                yield from map(_host, names)
            case x509.NameConstraints(permitted_subtrees=list() as names):
                yield from map(_host, names)


def _host(name: x509.GeneralName) -> str:
    return str(name.value).partition("/")[0]


def _signer(found: x509.Certificate) -> bytes:
    for extension in found.extensions:
        if isinstance(extension.value, x509.AuthorityKeyIdentifier):
            return extension.value.key_identifier or b""
    return b""


def _builder(
    name: str, issuer: str, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    found = x509.CertificateBuilder().subject_name(_subject(name)).public_key(key)
    if issuer:
        found = found.issuer_name(_subject(issuer))
    found = found.serial_number(x509.random_serial_number()).not_valid_before(now - BACK).not_valid_after(now + lasts)
    return found.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _key(pair: Pair) -> ec.EllipticCurvePrivateKey:
    found = load_pem_private_key(pair.key, None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Pair(certificate.public_bytes(Encoding.PEM), secret)


def now_utc() -> datetime:
    """Give the time, in whole seconds as certificates have it."""
    return datetime.now(UTC).replace(microsecond=0)
