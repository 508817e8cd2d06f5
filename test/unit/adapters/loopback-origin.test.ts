import { afterEach, expect, test, vi } from 'vitest'
import { onLoopback } from '../../../triggers/adapters/loopback-origin.ts'

const address = new URL('https://hooks.example.com/users?a=1')
afterEach(() => vi.unstubAllEnvs())

test('the origin of the variable answers for a service of others, at the same path', () => {
  vi.stubEnv('LOCAL_ORIGIN', 'http://127.0.0.1:4000/')

  expect(onLoopback(address, 'LOCAL_ORIGIN').href).toBe('http://127.0.0.1:4000/users?a=1')
})

test.each([
  undefined,
  '',
  'nonsense',
  'http://localhost:4000/',
  'http://[::1]:4000/',
  'http://127.0.0.2/',
  'http://127.0.0.1.example.com/',
  'http://127.0.0.1@example.com/',
  'https://example.com/?127.0.0.1',
])('nothing but this machine is taken for it: not %s', (origin) => {
  vi.stubEnv('LOCAL_ORIGIN', origin)

  expect(onLoopback(address, 'LOCAL_ORIGIN').href).toBe(address.href)
})
