#include "figures.h"

#include <string.h>

#include "numeral.h"
#include "processor.h"

/* --- Once per file --- */

#define DIGITS 8

/* Whether a cell of this length with a decimal sign at this place (none: at its end or behind it) can be a number, of so many digits. */
static bool has_form(unsigned length, unsigned place, unsigned *digits)
{
	*digits = length - (place < length);
	return *digits <= DIGITS && (place >= length || (place > 0 && place + 1 < length));
}

/*
 * For each of the eight bytes, the last one in the highest: which byte of the cell is there, with the high bit: none. In
 * a form that is no number all are the byte behind the cell, which is no digit.
 */
static uint64_t places_of(unsigned length, unsigned place)
{
	unsigned digits;
	uint64_t places = 0;
	bool good = has_form(length, place, &digits);

	for (unsigned i = 0; i < DIGITS; i++) {
		unsigned from = i + digits - DIGITS;
		unsigned byte = !good                 ? length
				: i + digits < DIGITS ? 0x80
				: from < place        ? from
						      : from + 1;

		places |= (uint64_t)byte << (8 * i);
	}
	return places;
}

static double unit_of(const struct figures *figures, unsigned length, unsigned place)
{
	double unit = 1;

	for (unsigned i = place + 1; i < length; i++)
		unit *= 10;
	/* Nothing, divided by what is no number, is that. */
	return length ? unit : figures->empty;
}

void figures_init(struct figures *figures, char decimal, double empty)
{
	figures->decimal = decimal;
	figures->empty = empty;
	for (unsigned length = 0; length <= FIGURES_LENGTH; length++)
		for (unsigned place = 0; place < FIGURES_PLACES; place++) {
			unsigned form = length * FIGURES_PLACES + place;

			figures->places[form] = places_of(length, place);
			figures->units[form] = unit_of(figures, length, place);
		}
}

/* --- Portably --- */

/* From the start of a cell, of its first eight bytes; as many as it has: there is none. */
static size_t decimal_of(const char *cell, size_t length, char decimal)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t bytes;
	size_t at;

	memcpy(&bytes, cell, sizeof(bytes));
	bytes = le64toh(bytes) ^ ones * (unsigned char)decimal;
	bytes = (bytes - ones) & ~bytes & ones * 0x80;
	at = bytes ? (size_t)__builtin_ctzll(bytes) / 8 : length;
	return at < length ? at : length;
}

static bool read_one(const struct figures *figures, const char *cell, size_t length, double *out)
{
	*out = figures->empty;
	return !length || numeral_before(cell + length, length,
					 length - decimal_of(cell, length, figures->decimal), out);
}

uint32_t figures_read_portably(const struct figures *figures, const struct figures_column *column,
			       const char *bytes, size_t count, double *out)
{
	uint32_t left = 0;

	for (size_t i = 0; i < count; i++) {
		size_t length = column->nexts[i] - column->begins[i] - 1;
		bool good = read_one(figures, bytes + column->begins[i], length, out + i);

		left |= (uint32_t)(!good || out[i] < column->min || out[i] > column->max) << i;
	}
	return left;
}

/* --- Four at once --- */

#ifdef PROCESSOR_NEWER
/* Digits as numbers, eight of each cell, and what divides them. */
struct two {
	__m128i digits;
	__m128d units;
};

PROCESSOR_NEWER static inline __m128i digits_of(const struct figures *figures, const char *cell,
						__m128i decimal, size_t *form)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)cell);
	unsigned places = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, decimal));

	*form += _tzcnt_u32(places | 1u << (FIGURES_PLACES - 1));
	return _mm_shuffle_epi8(
	    _mm_xor_si128(bytes, _mm_set1_epi8('0')),
	    _mm_loadl_epi64((const __m128i *)(const void *)&figures->places[*form]));
}

/* Forms are those without the place. */
PROCESSOR_NEWER static inline struct two read_two(const struct figures *figures, const char *bytes,
						  const uint32_t *begins, const uint32_t *forms,
						  __m128i decimal)
{
	size_t one = forms[0], other = forms[1];
	__m128i first = digits_of(figures, bytes + begins[0], decimal, &one);
	__m128i second = digits_of(figures, bytes + begins[1], decimal, &other);

	return (struct two){
	    _mm_unpacklo_epi64(first, second),
	    _mm_loadh_pd(_mm_load_sd(&figures->units[one]), &figures->units[other])};
}

/* Eight digits in each quarter as one number. */
PROCESSOR_NEWER static inline __m256d join_digits(__m256i digits)
{
	__m256i twos = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
	__m256i fours = _mm256_madd_epi16(twos, _mm256_set1_epi32(0x00010064));
	__m256i packed = _mm256_packus_epi32(fours, fours);
	__m256i eights = _mm256_madd_epi16(packed, _mm256_set1_epi32(0x00012710));

	/* Both halves have their two numbers twice. */
	return _mm256_cvtepi32_pd(_mm256_castsi256_si128(_mm256_permute4x64_epi64(eights, 0x08)));
}

/* Which of the numbers are right, those of all digits that are not too long and not beyond the range; no number is beyond none. */
PROCESSOR_NEWER static inline uint32_t right_ones(const struct figures_column *column,
						  __m256d numbers, __m256i digits, __m128i lengths)
{
	__m256i odd = _mm256_subs_epu8(digits, _mm256_set1_epi8(9));
	__m128i most = _mm_set1_epi32(FIGURES_LENGTH - 1);
	__m256i right = _mm256_andnot_si256(_mm256_cvtepi32_epi64(_mm_cmpgt_epi32(lengths, most)),
					    _mm256_cmpeq_epi64(odd, _mm256_setzero_si256()));
	__m256d within =
	    _mm256_and_pd(_mm256_cmp_pd(numbers, _mm256_set1_pd(column->min), _CMP_NLT_UQ),
			  _mm256_cmp_pd(numbers, _mm256_set1_pd(column->max), _CMP_NGT_UQ));

	return (uint32_t)_mm256_movemask_pd(_mm256_and_pd(within, _mm256_castsi256_pd(right)));
}

PROCESSOR_NEWER static inline uint32_t read_four(const struct figures *figures,
						 const struct figures_column *column,
						 const char *bytes, __m128i decimal, size_t at,
						 double *out)
{
	const uint32_t *begins = column->begins + at;
	__m128i from = _mm_loadu_si128((const __m128i *)(const void *)begins);
	__m128i next = _mm_loadu_si128((const __m128i *)(const void *)(column->nexts + at));
	__m128i lengths =
	    _mm_min_epu32(_mm_sub_epi32(_mm_add_epi32(next, _mm_set1_epi32(-1)), from),
			  _mm_set1_epi32(FIGURES_LENGTH));
	uint32_t forms[4];
	struct two lower, upper;
	__m256i digits;
	__m256d numbers, units;

	_mm_storeu_si128((__m128i *)(void *)forms,
			 _mm_mullo_epi16(lengths, _mm_set1_epi32(FIGURES_PLACES)));
	lower = read_two(figures, bytes, begins, forms, decimal);
	upper = read_two(figures, bytes, begins + 2, forms + 2, decimal);
	digits = _mm256_inserti128_si256(_mm256_castsi128_si256(lower.digits), upper.digits, 1);
	units = _mm256_insertf128_pd(_mm256_castpd128_pd256(lower.units), upper.units, 1);
	/* Both are exact, so that the division alone rounds (Clinger 1990). */
	numbers = _mm256_div_pd(join_digits(digits), units);
	_mm256_storeu_pd(out + at, numbers);
	return right_ones(column, numbers, digits, lengths);
}

/* Four or more. */
PROCESSOR_NEWER static uint32_t read_by_fours(const struct figures *figures,
					      const struct figures_column *column,
					      const char *bytes, size_t count, double *out)
{
	/* In registers, whatever out may be. */
	const struct figures_column fixed = *column;
	const __m128i decimal = _mm_set1_epi8(figures->decimal);
	uint32_t right = 0;

	for (size_t at = 0; at < count; at += 4) {
		size_t from =
		    at < count - 4 ? at : count - 4; /* the last four, some of them again */

		right |= read_four(figures, &fixed, bytes, decimal, from, out) << from;
	}
	return ~right & (uint32_t)((UINT64_C(1) << count) - 1);
}
#endif

uint32_t figures_read(const struct figures *figures, const struct figures_column *column,
		      const char *bytes, size_t count, double *out)
{
#ifdef PROCESSOR_NEWER
	if (count >= 4 && processor_is_newer())
		return read_by_fours(figures, column, bytes, count, out);
#endif
	return figures_read_portably(figures, column, bytes, count, out);
}
