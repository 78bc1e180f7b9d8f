"""How sure a share is: the interval that every benchmark reports beside one."""

import math

Z95 = 1.959964


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % score interval of `hits` in `n` trials (Wilson 1927), inside 0 to 1.

    Of no trials it is all of 0 to 1.
    """
    if not n:
        return 0.0, 1.0
    share, part = hits / n, Z95 * Z95 / n
    middle = (share + part / 2) / (1 + part)
    half = Z95 * math.sqrt(share * (1 - share) / n + part / (4 * n)) / (1 + part)
    return max(0.0, middle - half), min(1.0, middle + half)
