import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../../local/faults.ts'
import { startMail } from '../../../local/stand-ins/mail.ts'
import { createMailbox } from '../../../local/stand-ins/mailbox.ts'
import { createMailer } from '../../../triggers/adapters/mailer-ses.ts'
import { exceptionName } from '../../../triggers/adapters/service-error.ts'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'

describe('the mailer', () => {
  const endsWith = endAfterAll()
  const mailbox = createMailbox()
  let proxy: FaultProxy
  const mail = {
    from: 'Example <welcome@example.com>',
    to: 'jane@example.com',
    subject: 'Welcome',
    text: 'Hello',
    html: '<p>Hello</p>',
    idempotencyKey: 'pool#sub#welcome-mail',
  }
  beforeAll(async () => {
    const ses = await startMail(mailbox)
    endsWith(() => ses.close())
    proxy = await startFaultProxy({ name: 'mail', target: ses.endpoint, port: 0, random: () => 0 })
    endsWith(() => proxy.close())
    process.env['AWS_ENDPOINT_URL_SESV2'] = proxy.endpoint
  })
  afterEach(() => {
    proxy.set(null)
    vi.unstubAllEnvs()
  })

  test('sends a mail and gives its id', async () => {
    const arrived = new Promise((resolve) => mailbox.onMessage(resolve))

    const id = await createMailer().send(mail, createCall())

    expect(id).not.toBe('')
    expect(await arrived).toMatchObject({ to: 'jane@example.com', subject: 'Welcome', body: 'Hello' })
  })

  test('puts nothing into the mail that names the pool, the user or the effect', async () => {
    const bodies: Promise<string>[] = []
    await sendTo((request, response) => {
      bodies.push(text(request))
      response.writeHead(500).end()
    })

    const sent: unknown = JSON.parse((await bodies[0]) ?? '')

    expect(sent).toMatchObject({ Content: { Simple: { Subject: { Data: 'Welcome' } } } })
    expect(sent).not.toHaveProperty('Content.Simple.Headers')
    expect(JSON.stringify(sent)).not.toContain(mail.idempotencyKey)
  })

  test('knows that nothing was sent when SES throttles', async () => {
    proxy.set({ kind: 'throttle' })
    const call = createCall(60_000, 1)

    const error = await caught(createMailer().send(mail, call))

    expect(error).toEqual(new NotPerformedError('TooManyRequestsException'))
    expect(call.attempts()).toBe(1)
  })

  /** The mailer against a server of the test's own, which may have taken the mail. */
  const sendTo = async (
    respond: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<{ readonly error: unknown; readonly attempts: number }> => {
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', await serve(respond))
    const call = createCall(60_000, 1)
    const error = await caught(createMailer().send(mail, call))
    return { error, attempts: call.attempts() }
  }
  test.each(['', '/', '/ses', '/ses/'])('sends to the path %j of its endpoint', async (path) => {
    const asked: unknown[] = []
    const endpoint = await serve(({ url }, response) => {
      asked.push(url)
      response.end('{"MessageId":"1"}')
    })
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', `${new URL(endpoint).origin}${path}`)

    await createMailer().send(mail, createCall())

    expect(asked).toEqual([`${path.replace(/\/$/, '')}/v2/email/outbound-emails`])
  })

  const refuse =
    (status: number, type?: string) =>
    (_: IncomingMessage, response: ServerResponse): void =>
      void response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
        })
        .end('{}')

  test.each([
    ['500', refuse(500, 'InternalFailure')],
    ['500 with the name of a refusal', refuse(500, 'TooManyRequestsException')],
    ['502 of a proxy', refuse(502)],
    ['503', refuse(503, 'ServiceUnavailable')],
    ['504 of a proxy', refuse(504)],
    ['408', refuse(408, 'BadRequestException')],
    ['403 of a proxy', refuse(403)],
    ['400 that names a failure of the service', refuse(400, 'InternalFailure')],
    ['200 that is no JSON', (_: IncomingMessage, response: ServerResponse) => void response.end('<html>')],
    [
      '200 whose body is cut off',
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 })
        response.write('{"MessageId":"0100', () => response.destroy())
      },
    ],
    [
      '200 and no byte of the body',
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 })
        response.flushHeaders()
        response.destroy()
      },
    ],
  ])('does not know what became of a mail that was answered with %s', async (_, respond) => {
    const { error, attempts } = await sendTo(respond)

    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(NotPerformedError)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
    expect(attempts).toBe(1)
  })

  test.each([
    [400, 'AccountSuspendedException'],
    [400, 'LimitExceededException'],
    [400, 'SendingPausedException'],
    [400, 'Throttling'],
    [400, 'ThrottlingException'],
    [403, 'ThrottledException'],
    [429, 'SomethingElse'],
    [403, 'ExpiredToken'],
    [403, 'ExpiredTokenException'],
    [403, 'RequestExpired'],
    [403, 'InvalidClientTokenId'],
    [403, 'UnrecognizedClientException'],
    [403, 'SignatureDoesNotMatch'],
    [400, 'com.amazonaws.ses#ThrottlingException:http://internal.amazon.com/'],
  ])(
    'knows that nothing was sent when SES refuses with %i %s, and that it may be later',
    async (status, type) => {
      const { error } = await sendTo(refuse(status, type))

      expect(error).toEqual(new NotPerformedError(exceptionName(type)))
    },
  )

  test.each([429, 400])('reads a refusal of %i whose body is no JSON', async (status) => {
    const { error } = await sendTo((_, response) => {
      response.writeHead(status, { 'x-amzn-errortype': 'ThrottlingException' }).end('<html>')
    })

    expect(error).toEqual(new NotPerformedError('ThrottlingException'))
  })

  test('knows that nothing was sent when somebody on the way throttles', async () => {
    expect((await sendTo(refuse(429))).error).toBeInstanceOf(NotPerformedError)
    const { error } = await sendTo((_, response) => void response.writeHead(429).end('<html>'))
    expect(error).toBeInstanceOf(NotPerformedError)
  })

  test('does not know what became of a mail when the connection breaks', async () => {
    proxy.set({ kind: 'outage' })

    const error = await caught(createMailer().send(mail, createCall()))

    expect(error).not.toBeInstanceOf(NotPerformedError)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
  })

  test('knows that nothing was sent when nobody listens', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', 'http://127.0.0.1:9/')

    const error = await caught(createMailer().send(mail, createCall()))

    expect(error).toEqual(new NotPerformedError('ECONNREFUSED'))
  })

  test.each([
    [400, 'MessageRejected'],
    [400, 'MailFromDomainNotVerifiedException'],
    [403, 'AccessDeniedException'],
    [403, 'AccessDenied'],
    [400, 'ValidationException'],
    [403, 'NotAuthorizedException'],
    [404, 'NotFoundException'],
    [409, 'ConflictException'],
    [400, 'SomethingElse'],
  ])('gives up on %s %s, and says so', async (status, type) => {
    const { error } = await sendTo(refuse(status, type))

    expect(error).toEqual(new PermanentEffectError(type))
  })
})
