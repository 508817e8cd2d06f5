import aws4 from 'aws4'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signRequest } from '../../../triggers/adapters/sign-request.ts'

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

        const headers = signRequest(given, keys, date.getTime())

        expect(headers['x-amz-date']).toBe(time)
        expect(headers['authorization']).toBe(expected.headers?.['Authorization'])
      },
    ),
  )
})
