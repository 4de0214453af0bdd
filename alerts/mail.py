"""Mail: one message in text and HTML, handed over in one piece, under a Message-ID of ours.

Apprise reads a channel's address and knows the providers; its own sending gives every attempt a new
Message-ID and tells no reason when it fails, so the handing over is here.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.smtp import SMTPSecureMode

from crawler.dates import VIETNAM
from errors import NotSent
from store.messages import Message

# Seconds that a server may take for each answer: to the last one, about a whole message, mail
# servers think long (RFC 5321 grants ten minutes), and giving up too early sends it twice.
_SECONDS = 120.0
_ACCEPTED = (250, 251)
_FOR_GOOD = 500  # such an answer will be the same the next time (RFC 5321, section 4.2.1)
_FAILURES = (OSError, smtplib.SMTPException)


def make_mail(to: NotifyEmail, message: Message) -> EmailMessage:
    """Make the mail of a message.

    Args:
        to: the address of the channel, as Apprise read it.
        message: what is sent; its key makes the Message-ID, the same at every attempt.
    """
    name, sender = _sender(to)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = message.subject
    mail["From"] = formataddr((name, sender))
    mail["To"] = ", ".join(formataddr((str(whom or ""), each)) for whom, each in to.targets)
    if to.cc:
        mail["Cc"] = ", ".join(sorted(to.cc))
    if to.reply_to:
        mail["Reply-To"] = ", ".join(sorted(to.reply_to))
    mail["Date"] = format_datetime(message.created_at.astimezone(VIETNAM))
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office notes, please (RFC 3834)
    for name, value in to.headers.items():
        if name not in mail:
            mail[name] = value
    mail.set_content(message.body)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _sender(to: NotifyEmail) -> tuple[str, str]:
    """The name and the address that a mail comes from; Apprise has its own name by default."""
    name, sender = to.from_addr
    return str(name) if name and name != to.app_id else "Điểm Báo", str(sender)


def send_mail(to: NotifyEmail, message: Message, *, patient: bool) -> str:
    """Hand a message over to a mail server.

    Args:
        to: the address of the channel, as Apprise read it.
        message: what is sent.
        patient: where the server does not take one of several receivers for now, hand over
            nothing, so that the next attempt reaches all of them and none twice.

    Returns:
        Who was refused while others got it, in a sentence; else nothing.

    Raises:
        NotSent: nobody got it.
    """
    receivers = [address for _, address in to.targets] + sorted({*to.cc, *to.bcc})
    try:
        with _connection(to) as server:
            return _hand_over(server, _sender(to)[1], receivers, make_mail(to, message), patient)
    except _FAILURES as error:
        raise NotSent(f"The mail server {to.smtp_host} {_why(error)}.") from None


def _why(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answers {_answer(error.smtp_code, error.smtp_error)}"
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"cannot be used: {' '.join(said.split()).rstrip('.')}"


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())[:200]}".rstrip(". ")


@contextlib.contextmanager
def _connection(to: NotifyEmail) -> Iterator[smtplib.SMTP]:
    """Connect and sign in as the channel's address says."""
    context = ssl.create_default_context()
    if not to.verify_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if to.secure_mode == SMTPSecureMode.SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            to.smtp_host, to.port or 0, timeout=_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(to.smtp_host, to.port or 0, timeout=_SECONDS)
    try:
        if to.secure_mode == SMTPSecureMode.STARTTLS:
            server.starttls(context=context)
        if to.user and to.password:
            server.login(to.user, to.password)
        yield server
    finally:
        # However it says good-bye, what it has taken it has taken.
        with contextlib.suppress(*_FAILURES):
            server.quit()
        server.close()


def _hand_over(
    server: smtplib.SMTP,
    sender: str,
    receivers: Sequence[str],
    mail: EmailMessage,
    patient: bool,
) -> str:
    server.ehlo_or_helo_if_needed()
    _expect(server.mail(sender))
    answers = {each: server.rcpt(each) for each in receivers}
    refused = {
        each: _answer(code, said) for each, (code, said) in answers.items() if code not in _ACCEPTED
    }
    sentence = "; ".join(f"{each} was refused: {why}" for each, why in refused.items())
    for_now = any(answers[each][0] < _FOR_GOOD for each in refused)
    if len(refused) == len(receivers) or (for_now and patient):
        raise NotSent(f"{sentence}.")
    _expect(server.data(mail.as_bytes()))
    return sentence and f"{sentence}."


def _expect(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if code not in _ACCEPTED:
        raise smtplib.SMTPResponseException(code, said)
