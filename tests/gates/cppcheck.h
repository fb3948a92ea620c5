/* What cppcheck, which reads no system header, must know of their macros. */
#define ElfW(type) Elf64_##type
#define cJSON_ArrayForEach(one, list) for (one = (list)->child; one; one = one->next)
