/*
 * lint_codes - the stable codes of what is valid but probably not meant, each with one meaning.
 */
#ifndef JURI_LINT_CODES_H
#define JURI_LINT_CODES_H

/* What the rules alone show. */
#define W_NEAR_WHOLE "W-LINT-001"    /* weight-sum = any over a sum near 1 or 100 */
#define W_MAGNITUDES "W-LINT-002"    /* weights of two magnitudes under one parent */
#define W_SHORT "W-LINT-003"         /* the top of the range cannot be reached */
#define W_BEYOND "W-LINT-004"        /* a score can leave its range: a run can fail */
#define W_UNREACHABLE "W-LINT-005"   /* a minimum that nobody can reach */
#define W_UNMISSABLE "W-LINT-006"    /* a minimum that nobody can miss */
#define W_NO_GRADE "W-LINT-007"      /* a grade that nobody can get */
#define W_CONSTANT "W-LINT-008"      /* every measure gets the same points */
#define W_NOWHERE "W-LINT-009"       /* applies to no class and edition of the round */
#define W_DOMINATED "W-LINT-010"     /* never the least (greatest) of its siblings */
#define W_LOOSE_CAP "W-LINT-011"     /* a cap that never binds */
#define W_NO_CHANGE "W-LINT-012"     /* a bonus or deduction that changes nothing */
#define W_HIDDEN "W-LINT-013"        /* an influence that rounding hides */
#define W_REWEIGHT "W-LINT-014"      /* missing evidence moves weight to the siblings */
#define W_MISSING_GAINS "W-LINT-015" /* missing evidence can be worth more than evidence */
#define W_LEFT_OUT "W-LINT-016"      /* a state that leaves criteria out */
#define W_IDLE_KEY "W-LINT-017"      /* a key of rank-by that cannot separate */

/* What the evidence shows. */
#define W_SAME_FOR_ALL "W-LINT-018"  /* fields with one value for all agencies */
#define W_SAME_FIELDS "W-LINT-019"   /* fields that are equal in all agencies */
#define W_MOSTLY_ABSENT "W-LINT-020" /* fields that most agencies do not have */
#define W_OFF "W-LINT-021"           /* a value many times off its neighbours */
#define W_OFF_SCALE "W-LINT-022"     /* a whole column many times off its scale or other editions */
#define W_BACKWARDS "W-LINT-023"     /* a criterion that runs against its group */
#define W_SATURATED "W-LINT-024"     /* most agencies at one end of a scale */
#define W_PRECISION_TIES "W-LINT-025" /* ties that precision creates */
#define W_PRIZE_TIED "W-LINT-026"     /* a prize that hangs on such a tie */

#define LINT_PREFIX "W-LINT-"
#define LINT_CODES 26

#endif
