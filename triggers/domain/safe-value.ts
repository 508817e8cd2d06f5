/** Values that people chose, in mails that we send: a mail program must find nothing in them to open or to call. Otherwise
 * a person who signs up with another person's address could write to them in our name.
 *
 * A name that is left out on purpose: one with a variation selector, which some Japanese and Mongolian names have. */

/** The longest value, in characters. */
const maxValueLength = 60

/** The letters, digits and punctuation of names. U+3000 is the space of Japanese names. */
const nameLike = /^[\p{L}\p{M}\p{N} \u3000.,'’-]+$/u

/** ZWNJ and ZWJ belong to Persian, Hindi and other names. No Latin, Greek or Cyrillic name needs them. */
const joiner = /(?<=[\p{L}\p{M}])(?<![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Zinh}])[\u200C\u200D]/gu

/** Initials such as `J.R.R.`: no host ends in one letter. */
const initials = /(?<![^ -])(?:\p{Lu}\.)+(?![^ ,-])/gu

/** A dot before a letter or digit without a space, as in a host. The zeros of Arabic look like it. */
const hostLike = /[.\u0660\u06F0]\p{M}*[\p{L}\p{N}]/u

/** Five digits make a phone number. */
const phoneLike = /\p{N}(?:[ .,'’-]*\p{N}){4}/u

/** A mark without a letter, which would change what stands before the value; marks that leave their line. */
const strayMark = /(?<![\p{L}\p{M}])\p{M}|\p{Me}|(\p{M})\1|\p{M}{6}/u

/** The value of one attribute, if it is harmless. */
export function safeValue(value: string | undefined): string | undefined {
  const text = value?.trim() ?? ''
  if (text.length > maxValueLength) return undefined
  const bare = text.replaceAll(joiner, '')
  const isName =
    [bare, fold(bare)].every((each) => nameLike.test(each)) &&
    !/\p{Default_Ignorable_Code_Point}/u.test(bare) &&
    !strayMark.test(fold(bare)) &&
    !hasLink(bare)
  return isName ? text : undefined
}

/** Whether names that a mail puts together hold a link that none of them has. */
export function hasLink(text: string): boolean {
  const folded = fold(text).replaceAll(initials, 'x')
  return hostLike.test(folded) || phoneLike.test(folded)
}

/** Dots and digits of every width and style as the usual ones, a letter of Lisu that looks like a dot as one, letters
 * apart from their marks, and no joiners. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u200C\u200D]/g, '')
    .replaceAll('\uA4F8', '.')
}
