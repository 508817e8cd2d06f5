/** The XML of S3 Control: what is no XML is told as such. */
import { expect, test } from 'vitest'
import { readXml } from '../../../local/callers/batch/xml.ts'

test.each(['&#x110000;', '&#xFFFFFFFF;', '&#ab;'])('%s names no character', (text) => {
  expect(() => readXml(`<a>${text}</a>`)).toThrow(SyntaxError)
})

test('a character may stand as its number', () => {
  expect(readXml('<a>&#x41;&#66;</a>')).toEqual({ name: 'a', value: 'AB' })
})
