"""Exact numbers: the grid, 60-digit decimals, and what is built on them (logarithms, normal quantiles, moments)."""
import decimal
import functools
import math
import statistics
from decimal import Decimal
from fractions import Fraction as F

decimal.setcontext(decimal.Context(prec=60, rounding=decimal.ROUND_HALF_EVEN,
                                   Emax=999999, Emin=-999999,
                                   traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]))
BILLION = 10 ** 9          # the grid: whole numbers of billionths
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


class Fault(Exception):
    """Something that the rules call a fault or an error."""


class Undecided(Fault):
    """A formula in extended precision so near the middle of two results that its last bit decides."""


def to_grid(value):
    """An exact value put on the grid, half to even."""
    return round(F(value) * BILLION)


def settled_grid(value, plain=False):
    """As to_grid, for a formula that the rules evaluate in extended precision; plain: a few steps without cancellation."""
    scaled = F(value) * BILLION
    near = abs(scaled) / 2 ** 58 if plain else F(1, 10 ** 6)
    if abs(scaled - math.floor(scaled) - F(1, 2)) < near:
        raise Undecided("%s lies between two grid values" % float(value))
    return round(scaled)


def dec(x):
    x = F(x)
    return Decimal(x.numerator) / Decimal(x.denominator)


def settled(x):
    """A decimal worked out with 60 digits as a fraction of 45, so that what is exact comes out exact."""
    return F(decimal.Context(prec=45).plus(x))


def log(x):
    return settled(dec(x).ln())


def root(x):
    return settled(dec(x).sqrt())


@functools.lru_cache(maxsize=None)
def quantile(p):
    """The standard normal quantile of a fraction: Newton's method on the series of the distribution."""
    if 2 * p == 1:
        return F(0)
    z = Decimal(statistics.NormalDist().inv_cdf(float(p)))
    for _ in range(4):
        density = (-z * z / 2).exp() / (2 * PI).sqrt()
        term = total = z
        odd = 3
        while abs(term) > Decimal("1e-62"):
            term = term * z * z / odd
            total, odd = total + term, odd + 2
        z -= (Decimal("0.5") + density * total - dec(p)) / density
    return settled(z)


def extended(x):
    """An exact value as the nearest number of 64 binary digits: a long double."""
    x = F(x)
    if x == 0:
        return x
    exponent = math.floor(math.log2(abs(x))) - 66
    scale = F(2) ** exponent
    while abs(x) / scale >= 2 ** 64:
        scale *= 2
    return round(x / scale) * scale


def settled_double(x):
    """The nearest double of a logarithm in extended precision, as a fraction; near 0 the error of its argument counts."""
    near = float(x)
    if F(near) == x:
        return x
    other = math.nextafter(near, math.inf if x > F(near) else -math.inf)
    if abs(x - (F(near) + F(other)) / 2) < (1 + abs(x)) / 2 ** 61:
        raise Undecided("%r lies between two doubles" % near)
    return F(near)


def mean_double(values):
    """A mean whose sum runs in long double, as the nearest double."""
    total = F(0)
    for value in values:
        total = extended(total + value)
    result = float(total / len(values))
    if result != float(extended(total / len(values))):
        raise Undecided("the mean %r lies between two doubles" % result)
    return F(result)


def moments(values):
    """Skewness G1 and excess kurtosis G2 (type 2) on the grid, of at least four values that vary."""
    n = len(values)
    mean = sum(values) / n
    m2, m3, m4 = (sum((x - mean) ** k for x in values) / n for k in (2, 3, 4))
    g1 = settled(dec(m3) / (dec(m2) * dec(m2).sqrt()) * dec(n * (n - 1)).sqrt() / (n - 2)) if m3 else F(0)
    g2 = ((n + 1) * (m4 / m2 ** 2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return settled_grid(g1), settled_grid(g2)
