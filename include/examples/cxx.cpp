// cxx - a plugin in C++: the whole contract, with tables that C++17 can write.
#include <juri/plugin.h>

namespace
{

int share(const juri_call *call)
{
	const double *part = juri_column(call, 0), *whole = juri_column(call, 1);

	for (uint32_t row = 0; row < call->rows; row++) {
		if (whole[row] == 0)
			juri_undefined(call, row, "nothing to share");
		else
			call->measure[row] = juri_round(call, part[row] / whole[row], 2);
	}
	return 0;
}

const juri_role roles[] = {
    {"part", "the part", nullptr, +1, 0},
    {"whole", "the whole", nullptr, -1, 0},
};
const juri_method methods[] = {
    {"share", "part / whole", nullptr, 0, 1, roles, nullptr, JURI_COUNT(roles), 0, share},
};
const juri_plugin plugin = {
    JURI_HEAD, "cxx", "0.1", "a plugin in C++", methods, JURI_COUNT(methods), 0,
};

} // namespace

JURI_PLUGIN(plugin)
