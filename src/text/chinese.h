/*
 * chinese: how official documents write numbers, and the check digits of Chinese registers:
 * document numbers (GB/T 9704), index numbers, numerals, resident ids (GB 11643), unified social
 * credit codes (GB 32100), organisation codes (GB 11714), bank cards (Luhn).
 */
#ifndef GK_TEXT_CHINESE_H
#define GK_TEXT_CHINESE_H

#include "base/date.h"
#include "base/str.h"

/* ---- Document numbers: 国办发〔2019〕61号 -----------------------------------------------------
 */

struct chinese_docno {
    str organ;  /* 机关代字: Han and Latin letters */
    int year;   /* 1900..2099 */
    int serial; /* 1..999999 */
};

/*
 * Reads a number as people type it: any brackets around the year, full-width digits, spaces, 第
 * before the serial, leading zeros, 號. `organ` may point into the arena. False: none of these.
 */
bool chinese_docno_parse(struct arena *a, str s, struct chinese_docno *out);
/* 机关代字〔YYYY〕N号: six-cornered brackets, no 第, no zeros. */
str chinese_docno_str(struct arena *a, struct chinese_docno d);
/* Exactly as chinese_docno_str writes it. */
bool chinese_docno_valid(str s);
/* The form above where `s` is a document number, else `s` without spaces at its ends. */
str chinese_docno_normal(struct arena *a, str s);

/* ---- Index numbers: 11341702486344515H/202110-00013 --------------------------------------------
 */

struct chinese_index {
    str code;       /* of the organ: credit code, organisation code, or a free form of imports */
    int year;       /* 1900..2199 */
    int month;      /* 1..12; 0: the serial runs through the year */
    int64_t serial; /* from 1 */
};

/* False: not of this shape. A free form is kept as it is by callers that import. */
bool chinese_index_parse(str s, struct chinese_index *out);
/* {code}/{yyyy}{mm}-{serial, five digits at least}. */
str chinese_index_str(struct arena *a, struct chinese_index i);

/* ---- Numerals ----------------------------------------------------------------------------------
 */

/* 0..9999 9999 9999: 零, 十二, 一百零五, 三万二千. */
str chinese_number(struct arena *a, int64_t n);
/* The same and digit by digit (二〇二〇, 二○二○); ASCII and full-width digits too. */
bool chinese_number_parse(str s, int64_t *out);

enum chinese_level { CHINESE_LEVEL_1, CHINESE_LEVEL_2, CHINESE_LEVEL_3, CHINESE_LEVEL_4 };
/* The mark of the n-th item of a level: 一、 （一） 1. （1） (GB/T 9704 7.3.3). */
str chinese_item(struct arena *a, enum chinese_level level, int n);

/* 二〇二〇年五月九日. For the form with digits see date_cn. */
str chinese_date(struct arena *a, struct date d);
/* 2020年5月9日, 二○二○年五月九日, 2020-05-09, with spaces or full-width digits. */
bool chinese_date_parse(str s, struct date *out);

/* 壹万贰仟叁佰元整, 伍角: an amount as vouchers write it; `fen` is 0..99999999999999. */
str chinese_amount(struct arena *a, int64_t fen);

/* ---- Check digits ------------------------------------------------------------------------------
 */

/* GB 11643: 18 places, area, a date that exists, check digit; x is X. */
bool chinese_resident_id_valid(str s);
/* GB 32100: 18 places of its 31 characters. */
bool chinese_credit_code_valid(str s);
/* GB 11714: 9 places, a hyphen before the last allowed. */
bool chinese_org_code_valid(str s);
/* Digits only, 12 to 19 of them. Old domestic cards may fail: warn, do not refuse. */
bool chinese_luhn_valid(str s);

#endif
