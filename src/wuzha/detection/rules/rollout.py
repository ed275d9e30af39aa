"""Which accounts a version is for while it is rolled out by hundredths."""

import hashlib

HUNDREDTHS = range(100)


def hundredth(rule: str, account: str) -> int:
    """Always the same for the same account; of another rule another one."""
    said = hashlib.sha256(f"{rule}\n{account}".encode()).digest()
    return int.from_bytes(said[:8]) % len(HUNDREDTHS)
