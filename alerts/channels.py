"""The channels of the settings: whether they can be used, and how a message is handed over to them.

A channel's address holds a password or a token: nothing of it is ever told, but its name.
"""

import logging
from typing import Final

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.exception import AppriseException
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.base import PGPMode

from alerts.mail import send_mail
from errors import NotSent, SettingError
from settings import Settings
from store.messages import Message

# Its lines quote what is wrong with an address, secrets among it. Why a message was not taken is
# told in its results, too.
logging.getLogger("apprise").propagate = False

_WEBHOOKS: Final = (NotifyJSON, NotifyXML, NotifyForm)
# Each attempt is ours to make, in this thread, and is waited for: what goes on in the background
# after it was given up would be sent twice.
_ASSET: Final = AppriseAsset(app_id="Diem Bao", async_mode=False, service_timeout=0)
# Seconds that a webhook may take to answer, for the same reason; Apprise's own are 4.
_SECONDS: Final = 60.0
# Of a chat's room for a message: markup that Apprise adds takes some.
_OF_ROOM: Final = 0.8
# After so many attempts, in about an hour, a receiver that is refused for now keeps a mail from
# the others no longer.
_PATIENT: Final = 6

_HOW = "https://appriseit.com/services/ shows how each kind is written"


def _service(settings: Settings, channel: str) -> NotifyBase:
    """Read the address of a channel.

    Raises:
        SettingError: there is no such channel, or its address cannot be used.
    """
    if channel not in settings.channels:
        known = ", ".join(settings.channels) or "none"
        raise SettingError(f"There is no channel {channel!r} in the settings; there are: {known}.")
    url = settings.channels[channel].get_secret_value()
    try:
        service = Apprise.instantiate(url, asset=_ASSET, suppress_exceptions=False)
    except (AppriseException, TypeError, ValueError):  # its words may quote the address
        service = None
    if not isinstance(service, NotifyBase):
        kind = url.partition("://")[0]
        raise SettingError(f"channels.{channel} is no {kind}:// address that can be used; {_HOW}.")
    if isinstance(service, NotifyEmail):
        if service.pgp_mode != PGPMode.NONE:
            raise SettingError(f"channels.{channel} asks for PGP, which is not supported.")
    elif len(service) != 1:
        raise SettingError(
            f"channels.{channel} names {len(service)} receivers. Give each a channel of its own: "
            "else one that fails has all of them told again."
        )
    return service


def check_channels(settings: Settings) -> None:
    """Refuse channels that cannot be used; nothing is sent.

    Raises:
        SettingError: naming each of them.
    """
    problems = []
    for channel in settings.channels:
        try:
            _service(settings, channel)
        except SettingError as error:
            problems.append(str(error))
    if problems:
        raise SettingError("\n".join(problems))


def check_channel(settings: Settings, channel: str) -> None:
    """Refuse one channel that there is not, or that cannot be used.

    Raises:
        SettingError: saying which.
    """
    _service(settings, channel)


def room_in(settings: Settings, channel: str) -> int | None:
    """Return how many characters a message to a channel may have; None: as many as it likes."""
    service = _service(settings, channel)
    if isinstance(service, (NotifyEmail, *_WEBHOOKS)):
        return None
    return int(service.body_maxlen * _OF_ROOM)


def hand_over(settings: Settings, message: Message) -> str:
    """Hand a message over to its channel, and wait until it has taken it.

    It carries its key: as Message-ID of a mail, as the header Idempotency-Key to a webhook. Other
    kinds have no place for one.

    Returns:
        What did not go well although it was taken; else nothing.

    Raises:
        NotSent: it was not taken, or nobody knows.
        SettingError: the channel cannot be used.
    """
    service = _service(settings, message.channel)
    if isinstance(service, NotifyEmail):
        return send_mail(service, message, patient=message.attempts < _PATIENT)
    if isinstance(service, _WEBHOOKS):
        service.headers["Idempotency-Key"] = message.key
    if service.socket_read_timeout == NotifyBase.socket_read_timeout:
        service.socket_read_timeout = _SECONDS
    sender = Apprise(asset=_ASSET)
    sender.add(service)
    result = sender.notify(
        body=message.body,
        title=message.subject,
        body_format=NotifyFormat.TEXT,
        log_level=logging.WARNING,
    )
    if not result:
        said = [entry.message for each in result.results for entry in each.logs()]
        why = " ".join(" ".join(said).split())[:500]
        raise NotSent(why or f"The channel {message.channel} did not take it.")
    return ""
