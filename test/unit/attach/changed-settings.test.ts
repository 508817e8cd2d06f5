import { expect, test } from 'vitest'
import { changedSettings } from '../../../triggers/attach/changed-settings.ts'

test.each([
  [{ a: 1 }, { a: 1, AutoVerifiedAttributes: [] }],
  [{ a: null }, {}],
  [{ a: { b: 1, c: [1, 2] } }, { a: { c: [2, 1], b: 1 } }],
  [
    { LastModifiedDate: 1, EstimatedNumberOfUsers: 1, Status: 'Enabled', SmsConfigurationFailure: 'x' },
    { LastModifiedDate: 2, EmailConfigurationFailure: 'y' },
  ],
  [{ LambdaConfig: {} }, {}],
])('%j and %j are the same pool', (before, after) => {
  expect(changedSettings(before, after)).toEqual([])
  expect(changedSettings(after, before)).toEqual([])
})

test.each([
  [{ a: 1 }, { a: 2 }, ['a']],
  [{ a: 1 }, { a: '1' }, ['a']],
  [{ DeviceConfiguration: {} }, {}, ['DeviceConfiguration']],
  [{ a: { b: [1] } }, { a: { b: [1, 1] } }, ['a']],
  [{ LambdaConfig: { A: 1, B: 2 } }, { LambdaConfig: { A: 1, C: 3 } }, ['LambdaConfig.B', 'LambdaConfig.C']],
])('%j and %j differ', (before, after, names) => {
  expect(changedSettings(before, after)).toEqual(names)
  expect(changedSettings(after, before)).toEqual(names)
})
