/*
 * evidence_codes - the stable codes of problems in what evidence says, each with one meaning.
 */
#ifndef JURI_EVIDENCE_CODES_H
#define JURI_EVIDENCE_CODES_H

#define E_NO_AGENCY "E-EVI-001"    /* not one agency in all evidence */
#define E_ENDING "E-EVI-002"       /* a file whose ending names no form of evidence */
#define E_FOLDER "E-EVI-003"       /* a folder that cannot be read or holds no evidence */
#define E_UNKNOWN "E-EVI-004"      /* a column or name that the round does not know */
#define E_COLUMN_TWICE "E-EVI-005" /* a column twice in one header */
#define E_NO_ID "E-EVI-006"        /* no column id, or a record without one */
#define E_ID "E-EVI-007"           /* an id that is not allowed */
#define E_ID_CASE "E-EVI-008"      /* an id that differs from another in case only */
#define E_EDITION "E-EVI-009"      /* an edition that the round does not have */
#define E_CLASS "E-EVI-010"        /* a class that is not declared */
#define E_NO_CLASS "E-EVI-011"     /* an agency without a class, where classes are declared */
#define E_DISAGREE "E-EVI-012"     /* name, class, ... of an agency differ between records */
#define E_FIELD_TWICE "E-EVI-013"  /* a field (or its source) of an agency given twice */
#define E_NUMBER "E-EVI-014"       /* a cell that is no number */
#define E_CODE "E-EVI-015"         /* a text that is none of the field's codes */
#define E_RANGE "E-EVI-016"        /* a number outside the field's range */
#define E_STATE "E-EVI-017"        /* an unknown state */
#define E_STATE_VALUE "E-EVI-018"  /* a value beside missing or not-applicable */
#define E_TYPE "E-EVI-019"         /* JSON: another type than expected */
#define E_COMPETES "E-EVI-020"     /* competes is neither yes nor no */
#define E_NO_RECORDS "E-EVI-021"   /* JSON: the document is not an array */
#define E_FOLD "E-EVI-022"         /* a number too large to be folded */
#define E_ITEM "E-EVI-023"         /* a row of a long file whose item is no ID */
#define E_NO_EDITION                                                                               \
	"E-EVI-024" /* a panel's record without an edition, an edition without records */
#define E_FILE_TWICE "E-EVI-025" /* one file under two names, or named twice */
#define E_HELD "E-EVI-026"       /* a whole number of more digits than a double holds */
#define E_NAMESAKE "E-EVI-040"   /* two agencies of one name */
#define E_SPELLING "E-EVI-041"   /* a class, region or field in two spellings */
#define E_LOOK_ALIKE "E-EVI-042" /* a name that looks like another in letters of another script */
#define E_UNSEEN                                                                                   \
	"E-EVI-043" /* a control character in a name, class, region, reason or source; nothing to see */
#define E_MARKS "E-EVI-045" /* more marks on a letter than a text has */
#define E_TEST "E-EVI-044"  /* neither yes nor no; test evidence beside real evidence */

#define E_ABSENT "E-EVI-030"       /* an agency of the roster without a record */
#define E_NOT_EXPECTED "E-EVI-031" /* a record of an agency that is not on the roster */
#define E_ROSTER_TWICE "E-EVI-032" /* an agency twice on the roster */
#define E_ROSTER "E-EVI-033"       /* a roster with another column, or with nobody on it */

#define E_DECLARED "E-EVI-050"     /* a declaration that is not as it must be */
#define E_NOT_DECLARED "E-EVI-051" /* a file of evidence that is not declared */
#define E_NOT_THERE "E-EVI-052"    /* a declared file that is not among the evidence */
#define E_ROWS "E-EVI-053"         /* other records than declared */
#define E_HASH "E-EVI-054"         /* another SHA-256 than declared */

#define E_RECONCILE "E-EVI-060" /* read is not scored + refused + empty: a fault of ours */

#define W_NOT_REGULAR "W-EVI-001" /* something else than a regular file in a folder, left out */
#define W_SPREADSHEET "W-EVI-002" /* exactly as many rows as a spreadsheet can hold */
#define W_SCRIPTS "W-EVI-010"     /* a word with letters of two scripts */
#define W_HIDDEN "W-EVI-011"      /* a hidden file in a folder, left out */
#define W_NO_EVIDENCE "W-EVI-012" /* files of other endings in a folder, left out */
#define W_LINES "W-EVI-013"       /* a cell of several lines in a column that is not read */

#endif
