"""Assertions that say what was expected. Nothing here depends on how fast the machine is."""
import time

# A wait ends when the thing happens; this is only how long a broken program keeps us.
PATIENCE_S = 60


class Failed(AssertionError):
    pass


def short(value, most=600):
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def eq(got, want, what=""):
    if got != want:
        raise Failed(f"{what}: got {short(got)}, wanted {short(want)}".lstrip(": "))


def true(condition, what):
    if not condition:
        raise Failed(short(what, 3000))


def has(text, part, what=""):
    if part not in text:
        raise Failed(f"{what}: {short(part)} is not in {short(text)}".lstrip(": "))


def lacks(text, part, what=""):
    if part in text:
        at = text.index(part)
        raise Failed(f"{what}: {short(part)} is in …{text[max(0, at - 80):at + 200]!r}…".lstrip(": "))


def until(condition, what, patience_s=PATIENCE_S):
    """Waits for a true value and returns it."""
    end = time.monotonic() + patience_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"did not happen within {patience_s} s: {what}")
        time.sleep(0.05)
