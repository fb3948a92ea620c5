"""The methods of the plugins: IEEE doubles in the order that each plugin's README states; None is undefined."""
import math

from exact import Fault


class Method:
    """Roles in order ("x", "x?" optional, "x*" list, "x*?" both), parameters with defaults, a function."""

    def __init__(self, roles, params, function):
        self.roles = [(r.rstrip("*?"), "*" in r, "?" in r) for r in roles.split()]
        self.params, self.function = params, function


def there(values):
    return [v for v in values if not math.isnan(v)]


def add(values):
    total = 0.0
    for value in values:
        total += value
    return total


def generic_mean(values, p):
    values = there(values)
    return add(values) / len(values) if values else None


def generic_trimmed(values, p):
    values, drop = there(values), int(p["drop"])
    if len(values) >= int(p["from"]) and len(values) > 2 * drop:
        order = sorted(range(len(values)), key=lambda i: values[i])           # lowest: of equal ones the first
        down = sorted(range(len(values)), key=lambda i: -values[i])           # highest: of equal ones the first
        out = set(order[:drop]) | set(down[:drop])
        if len(out) < 2 * drop:                                               # all that is left is equal
            out = set(order[:drop]) | set(order[len(order) - drop:])
        values = [v for i, v in enumerate(values) if i not in out]
    return generic_mean(values, p)


def cat_use(held, held_cat, people, people_cat, p):
    if held == 0 or people == 0 or held_cat < 0 or people_cat < 0 or held_cat > held or people_cat > people:
        return None
    return min(held_cat / held, people_cat / people)


def data_quality(records, *rest):
    flawed, p = rest[:4], rest[4]
    if records <= 0 or any(f < 0 or f > records for f in flawed):
        return None
    shares = [(records - f) / records for f in flawed]
    return min(add(shares) / 4, min(shares) + p["spread"])


def integration_level(links, p):
    links, top = there(links), int(p["top"])
    if any(v < 0 or v > top or v != int(v) for v in links):
        return None
    for level in range(top, 0, -1):
        if sum(v >= level for v in links) * 100 >= p["quorum"] * len(links):
            return float(level)
    return 0.0


def hours_per_head(hours, staff, excused, p):
    heads = staff if math.isnan(excused) else staff - excused
    return None if heads <= 0 or hours < 0 or excused < 0 else hours / heads


def norm_share(reached, staff, exempt, p):
    if staff <= 0 or reached < 0 or exempt < 0 or reached > staff or exempt > staff:
        return None
    done = reached if math.isnan(exempt) else reached + exempt
    return 1.0 if done > staff else done / staff


def gaps_closed(before, after, p):
    if before == 0 or before < 0 or after < 0:
        return None
    return 0.0 if after > before else (before - after) / before


def documents(papers, p):
    papers = there(papers)
    if any(v not in (0, 1) for v in papers):
        return None
    present = sum(papers)
    return 0.0 if present < p["at-least"] else present / len(papers)


def assessment_coverage(leaders, leaders_done, others, others_done, p):
    if (leaders == 0 and others == 0) or leaders_done < 0 or others_done < 0 \
            or leaders_done > leaders or others_done > others:
        return None
    if others == 0:
        return leaders_done / leaders
    if leaders == 0:
        return others_done / others
    return p["leaders-count"] * (leaders_done / leaders) + (1 - p["leaders-count"]) * (others_done / others)


def checklist_item(answer, verdict, present, p):
    if not 0 <= answer <= 1 or not 0 <= verdict <= 1 or present < 0:
        return None
    yes = min(answer, verdict) if p["claimed-only"] else verdict
    return yes * (1.0 if p["required"] == 0 or present >= p["required"] else present / p["required"])


def compliance(conforming, corrected, audited, p):
    if audited < p["sample"] or conforming < 0 or corrected < 0 or conforming + corrected > audited:
        return None
    return (conforming + p["credit"] * corrected) / audited


def follow_up(light, medium, severe, light_done, medium_done, severe_done, p):
    found, done = (light, medium, severe), (light_done, medium_done, severe_done)
    if any(d < 0 or d > f for f, d in zip(found, done)):
        return None
    worth = (p["light-counts"], p["medium-counts"], p["severe-counts"])
    all_found = add(w * f for w, f in zip(worth, found))
    return None if all_found == 0 else add(w * d for w, d in zip(worth, done)) / all_found


def timeliness(late, p):
    beyond = late - p["tolerance"]
    return 1.0 if beyond <= 0 else 0.0 if beyond >= p["grace"] else 1 - beyond / p["grace"]


def plans_in_time(due, in_time, delayed, p):
    plans = worth = in_time
    n, negative = len(delayed), in_time < 0
    for k, late in enumerate(delayed, 1):
        if not math.isnan(late):
            plans += late
            worth += late * (n + 1 - k) / (n + 1)
            negative = negative or late < 0
    return None if due <= 0 or negative or plans > due else worth / due


def appraisal_coverage(staff, appraised, p):
    appraised = there(appraised)
    if staff <= 0 or any(a < 0 for a in appraised):
        return None
    shares = [1.0 if a > staff else a / staff for a in appraised]
    return add(0.0 if s < p["floor"] else s for s in shares) / len(shares)


def distribution_distance(*rest):
    numbers, p = rest[:5], rest[5]
    curve = [p["curve-" + r] for r in ("very-good", "good", "fair", "poor", "very-poor")]
    permitted, rated = add(curve), add(numbers)
    if permitted == 0:
        raise Fault("distribution-distance: empty curve")
    if any(n < 0 for n in numbers) or rated <= 0:
        return None
    total = add(abs(n / rated - c / permitted) for n, c in zip(numbers, curve))
    return 1.0 if total > 2 else total / 2


def consequences(top, rewarded, low, coached, p):
    if (top == 0 and low == 0) or rewarded < 0 or coached < 0 or rewarded > top or coached > low:
        return None
    if low == 0:
        return rewarded / top
    if top == 0:
        return coached / low
    a, b = rewarded / top, coached / low
    return 0.0 if a + b == 0 else 2 * a * b / (a + b)


METHODS = {
    "generic": {
        "value": Method("value", {"per": "1", "abs": "no"}, lambda x, p: (abs(x) if p["abs"] else x) / p["per"]),
        "ratio": Method("part whole", {}, lambda a, b, p: None if b == 0 else a / b),
        "sum": Method("values*", {}, lambda xs, p: add(there(xs)) if there(xs) else None),
        "mean": Method("values*", {}, generic_mean),
        "difference": Method("value minus", {}, lambda a, b, p: a - b),
        "trimmed-mean": Method("values*", {"drop": "1", "from": "4"}, generic_trimmed),
    },
    "cat": {
        "cat-use": Method("selections selections-cat participants participants-cat", {}, cat_use),
        "data-quality": Method("records incomplete outdated wrong conflicting", {"spread": "0.2"}, data_quality),
        "integration-level": Method("links*", {"top": "5", "quorum": "80"}, integration_level),
    },
    "competency": {
        "hours-per-head": Method("hours staff excused?", {}, hours_per_head),
        "norm-share": Method("reached staff exempt?", {}, norm_share),
        "gaps-closed": Method("before after", {}, gaps_closed),
        "documents": Method("papers*", {"at-least": "0"}, documents),
        "assessment-coverage": Method("leaders leaders-assessed others others-assessed",
                                      {"leaders-count": "0.6"}, assessment_coverage),
    },
    "nspk": {
        "checklist-item": Method("answer verdict present", {"required": "1", "claimed-only": "no"}, checklist_item),
        "compliance": Method("conforming corrected audited", {"credit": "0.5", "sample": "1"}, compliance),
        "follow-up": Method("light medium severe light-done medium-done severe-done",
                            {"light-counts": "1", "medium-counts": "2", "severe-counts": "3"}, follow_up),
        "timeliness": Method("late", {"tolerance": "0", "grace": "30"}, timeliness),
    },
    "performance": {
        "plans-in-time": Method("due in-time delayed*", {}, plans_in_time),
        "appraisal-coverage": Method("staff appraised*", {"floor": "0.5"}, appraisal_coverage),
        "distribution-distance": Method("very-good good fair poor very-poor",
                                        {"curve-very-good": "20", "curve-good": "60", "curve-fair": "15",
                                         "curve-poor": "4", "curve-very-poor": "1"}, distribution_distance),
        "consequences": Method("top top-rewarded low low-coached", {}, consequences),
    },
}
