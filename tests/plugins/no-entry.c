/* Exports nothing of ours. */
extern int unrelated;
__attribute__((visibility("default"))) int unrelated = 1;
