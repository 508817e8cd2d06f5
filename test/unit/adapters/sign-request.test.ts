import aws4 from 'aws4'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Credentials, signRequest } from '../../../triggers/adapters/sign-request.ts'

const text = fc.string({ minLength: 1, maxLength: 40 }).filter((value) => value.trim() !== '')
const request = fc.record({
  url: fc.constantFrom(
    new URL('https://dynamodb.eu-west-1.amazonaws.com/'),
    new URL('http://127.0.0.1:4566/'),
  ),
  service: fc.constantFrom('dynamodb', 'cognito-idp', 'secretsmanager'),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
  target: fc.constantFrom('DynamoDB_20120810.GetItem', 'DynamoDB_20120810.UpdateItem'),
  contentType: fc.constantFrom('application/x-amz-json-1.0', 'application/x-amz-json-1.1'),
  body: fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.constant('{"Key":"größe"}')),
})
const credentials = fc.record(
  { accessKeyId: text, secretAccessKey: text, sessionToken: fc.stringMatching(/^[A-Za-z0-9+/=]{1,80}$/) },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
)

test('a signature is the one that the signing library makes', () => {
  fc.assert(
    fc.property(
      request,
      credentials,
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
      (given, keys, date) => {
        const { url, service, region, target, contentType, body } = given
        const time = date.toISOString().replace(/[:-]|\.\d{3}/g, '')
        const expected = aws4.sign(
          {
            service,
            region,
            host: url.host,
            method: 'POST',
            path: url.pathname,
            headers: { 'Content-Type': contentType, 'X-Amz-Target': target, 'X-Amz-Date': time },
            body,
          },
          keys,
        )

        const named = { 'content-type': contentType, 'x-amz-target': target }
        const headers = signRequest(
          { host: url.host, path: url.pathname, service, region, headers: named, body },
          keys,
          date.getTime(),
        )

        expect(headers['x-amz-date']).toBe(time)
        expect(headers['authorization']).toBe(expected.headers?.['Authorization'])
      },
    ),
  )
})

const midnight = Date.UTC(2026, 0, 2)
const version = encodeURIComponent('arn:aws:lambda:eu-west-1:000000000000:function:name:1')
const path = `/2015-03-31/functions/${version}/invocations`

function signBoth(
  keys: Parameters<typeof aws4.sign>[1] & Credentials,
  service: string,
  region: string,
  nowMs: number,
) {
  const host = `${service}.${region}.amazonaws.com`
  const time = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const own = { 'content-type': 'application/json', 'x-amz-log-type': 'Tail' }
  const expected = aws4.sign(
    { service, region, host, method: 'POST', path, headers: { ...own, 'X-Amz-Date': time }, body: '{}' },
    keys,
  )
  const signed = signRequest({ host, path, service, region, headers: own, body: '{}' }, keys, nowMs)
  return [signed['authorization'], expected.headers?.['Authorization']] as const
}

test('over midnight, with keys that are rotated and services that take turns, each signature is the right one', () => {
  const one = { accessKeyId: 'one', secretAccessKey: 'secret of one' }
  const other = { accessKeyId: 'one', secretAccessKey: 'secret of other', sessionToken: 'token' }
  const day = 86_400_000
  for (const nowMs of [midnight - 1, midnight, midnight - 1, midnight + day - 1, midnight + day]) {
    for (const keys of [one, other, one]) {
      for (const [service, region] of [
        ['lambda', 'eu-west-1'],
        ['ses', 'eu-west-1'],
        ['lambda', 'us-east-1'],
      ] as const) {
        const [signed, expected] = signBoth(keys, service, region, nowMs)
        expect(signed).toBe(expected)
      }
    }
  }
})

test('an empty session token counts as none', () => {
  const [signed, expected] = signBoth(
    { accessKeyId: 'one', secretAccessKey: 'secret', sessionToken: '' },
    'lambda',
    'eu-west-1',
    midnight,
  )

  expect(signed).toBe(expected)
  expect(signed).not.toContain('x-amz-security-token')
})

test('the key of a day is derived once, whatever is signed with it', () => {
  const crypto = process.getBuiltinModule('node:crypto')
  const derive = vi.spyOn(crypto, 'createSecretKey')
  onTestFinished(() => derive.mockRestore())
  const keys = { accessKeyId: 'one', secretAccessKey: 'a secret of this test' }

  for (let second = 0; second < 100; second += 1)
    signBoth(keys, 'lambda', 'eu-west-1', midnight + second * 1_000)
  expect(derive).toHaveBeenCalledTimes(1)

  signBoth(keys, 'lambda', 'eu-west-1', midnight - 1_000)
  expect(derive).toHaveBeenCalledTimes(2)
})
