import { afterEach, describe, expect, test, vi } from 'vitest'
import { isOrigin, originOf, readOrigin } from '../../../triggers/core/own-origin.ts'

const crm = { name: 'crm', origin: 'https://crm.example.com' }
afterEach(() => vi.unstubAllEnvs())

describe('the origin of a dependency', () => {
  test('is its own without a variable', () => {
    expect(originOf(crm, {}).href).toBe('https://crm.example.com/')
  })

  test.each(['https://other.example.com', 'http://127.0.0.1:9000', 'http://localhost'])(
    'may be %s in its variable',
    (value) => {
      vi.stubEnv('CRM_ORIGIN', value)

      expect(originOf(crm).origin).toBe(value)
      expect(isOrigin(value)).toBe(true)
    },
  )

  test.each([
    ['', 'CRM_ORIGIN is empty: '],
    ['nonsense', 'CRM_ORIGIN is no URL: '],
    ['http://10.0.0.1', 'CRM_ORIGIN is not safe: '],
    ['http://127.0.0.1.example.com', 'CRM_ORIGIN is not safe: '],
    ['ftp://127.0.0.1', 'CRM_ORIGIN is not safe: '],
    ['https://crm.example.com/api', 'CRM_ORIGIN is more than an origin: '],
    ['https://user:key@crm.example.com', 'CRM_ORIGIN is more than an origin: '],
    ['https://*.example.com', 'CRM_ORIGIN is more than an origin: '],
  ])('is refused when its variable is %j, which is not quoted', (value, why) => {
    vi.stubEnv('CRM_ORIGIN', value)

    expect(() => originOf(crm)).toThrow(
      new TypeError(
        `${why}give it an origin such as https://crm.example.com, without a path, or one on this machine such as http://127.0.0.1:9000`,
      ),
    )
    expect(() => readOrigin('CRM_ORIGIN', value)).toThrow(TypeError)
  })
})
