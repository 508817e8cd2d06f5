import { expect, test } from 'vitest'
import { fromAttribute, readAttributes, readItems } from '../../../triggers/adapters/dynamodb-json.ts'

test.each([
  [{ S: 'text' }, 'text'],
  [{ N: '12.5' }, 12.5],
  [{ N: '-0.1' }, -0.1],
  [{ N: '9007199254740991' }, 9_007_199_254_740_991],
  [{ N: '1E+20' }, 1e20],
  [{ BOOL: false }, false],
  [{ NULL: true }, null],
  [{ SS: ['a', 'b'] }, ['a', 'b']],
  [{ NS: ['1', '2'] }, [1, 2]],
  [{ L: [{ S: 'a' }, { N: '1' }] }, ['a', 1]],
  [{ M: { a: { S: 'b' } } }, { a: 'b' }],
])('%j is %j', (attribute, expected) => {
  expect(fromAttribute(attribute)).toEqual(expected)
})

test.each([
  [{ B: 'AAAA' }, null],
  [{ BS: ['AAAA'] }, null],
  [{ S: 7 }, null],
  [{ N: 'seven' }, null],
  [{ N: '9007199254740993' }, null],
  [{ N: '0.12345678901234567890' }, null],
  [{ NS: ['1', '9007199254740993'] }, [1, null]],
  [{ L: [{ B: 'AAAA' }] }, [null]],
  [{ M: { a: { B: 'AAAA' } } }, { a: null }],
  [{ ZZ: 1 }, null],
  [{ N: '' }, null],
  [{ N: ' ' }, null],
  [{ N: '0x10' }, null],
  [{ SS: ['a', 7] }, ['a', null]],
  [{ S: 'a', BOOL: false }, null],
  [{}, null],
  [null, null],
  ['true', null],
  [true, null],
  [[], null],
])('%j, which JSON cannot hold, is there and unreadable', (attribute, expected) => {
  expect(fromAttribute(attribute)).toEqual(expected)
})

test('what is not there is not there', () => {
  expect(fromAttribute(undefined)).toBeUndefined()
  expect(readAttributes({ Item: { a: { S: 'b' }, c: { B: 'AAAA' } } })).toEqual(
    new Map([
      ['a', 'b'],
      ['c', null],
    ]),
  )
  expect(readAttributes({ Item: { a: true } })).toEqual(new Map([['a', null]]))
  expect([readAttributes({}), readAttributes({ $metadata: {}, Item: undefined })]).toEqual([
    undefined,
    undefined,
  ])
})

test.each([
  [null],
  [''],
  [[]],
  [7],
  [{ Item: null }],
  [{ Item: [] }],
  [{ Item: 'x' }],
  [{ item: { suspended: { BOOL: true } } }],
  [{ __type: 'InternalServerError' }],
])('the answer %j is not one without an item', (answer) => {
  expect(() => readAttributes(answer)).toThrow('table_answer_unreadable')
})

test('the items of a batch are those of the table that was asked', () => {
  const item = { pk: { S: 'a' }, sk: { S: 'b' } }
  const expected = new Map([
    ['pk', 'a'],
    ['sk', 'b'],
  ])

  expect(readItems({ Responses: { suite: [item] }, UnprocessedKeys: {} }, 'suite')).toEqual([expected])
  expect(readItems({ Responses: { suite: [] } }, 'suite')).toEqual([])
  expect(readItems({ Responses: {} }, 'suite')).toEqual([])
})

test.each<[unknown, string]>([
  [{ Responses: { suite: [] }, UnprocessedKeys: { suite: { Keys: [{}] } } }, 'table_throttled'],
  [{ Responses: { suite: {} } }, 'table_answer_unreadable'],
  [{ Responses: { suite: [null] } }, 'table_answer_unreadable'],
  [{ Responses: { suite: ['text'] } }, 'table_answer_unreadable'],
  [{}, 'table_answer_unreadable'],
  [null, 'table_answer_unreadable'],
])('a batch %j is not taken for one without items: %s', (answer, code) => {
  expect(() => readItems(answer, 'suite')).toThrow(code)
})
