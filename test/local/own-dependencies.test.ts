import { expect, test } from 'vitest'
import { ownService } from '../../triggers/adapters/own-service.ts'
import { originOf } from '../../triggers/core/own-origin.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { caught } from './adapters/caught.ts'

const crm = { name: 'crm', origin: 'https://crm.example.com' }

test("a team's own dependency is where its variable says, else where that of all says, else where it is deployed to", () => {
  const all = { OWN_LOOPBACK_ORIGIN: 'http://127.0.0.1:8' }

  expect(originOf(crm, { ...all, CRM_ORIGIN: 'http://127.0.0.1:7' }).port).toBe('7')
  expect(originOf(crm, all).port).toBe('8')
  expect(originOf(crm, {}).host).toBe('crm.example.com')
})

test('no test calls one where it is deployed to', async () => {
  const error = await caught(ownService(crm).ask('/', createCall()))

  expect(originOf(crm).host).toBe('127.0.0.1:9')
  expect(error).toMatchObject({ code: expect.stringMatching(/^crm_/) })
})
