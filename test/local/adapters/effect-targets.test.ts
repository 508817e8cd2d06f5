/** The adapters of effects against local services: what they send, and how they class what goes wrong. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LocalEventBus, startEventBus } from '../../../local/event-bus.ts'
import { type FaultProxy, startFaultProxy } from '../../../local/faults.ts'
import type { DependencyName } from '../../../local/faults/fault.ts'
import { startMail } from '../../../local/mail.ts'
import { createMailbox } from '../../../local/mailbox.ts'
import { startSecrets } from '../../../local/secrets.ts'
import { type LocalWebhook, makeWebhookSecret, startWebhook } from '../../../local/webhook.ts'
import { createEventBus } from '../../../triggers/adapters/event-bus-eventbridge.ts'
import { createMailer } from '../../../triggers/adapters/mailer-ses.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { secretsManagerSecret } from '../../../triggers/adapters/secret-https.ts'
import { createUserDirectory } from '../../../triggers/adapters/user-directory-cognito.ts'
import { createUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { createWebhookSender } from '../../../triggers/adapters/webhook-standard.ts'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/core/effect.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../support/call.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { serve } from './serve.ts'

const endsWith = endAfterAll()
function keep<Service extends { close(): Promise<void> }>(service: Service): Service {
  endsWith(() => service.close())
  return service
}
async function proxyOf(name: DependencyName, target: string): Promise<FaultProxy> {
  return keep(await startFaultProxy({ name, target, port: 0, random: () => 0 }))
}
afterEach(() => vi.unstubAllEnvs())
const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the event bus', () => {
  let bus: LocalEventBus
  let proxy: FaultProxy
  const event = {
    source: 'suite',
    detailType: 'UserConfirmed',
    detail: { idempotencyKey: 'key' },
    atMs: 1_767_225_600_000,
  }
  beforeAll(async () => {
    bus = keep(await startEventBus('users'))
    proxy = await proxyOf('event-bus', bus.endpoint)
    process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'] = proxy.endpoint
    process.env['EVENT_BUS_NAME'] = 'users'
  })
  afterEach(() => proxy.set(null))

  test('takes an event and gives its id', async () => {
    const id = await createEventBus().put(event, createCall())

    expect(bus.events()[0]).toMatchObject({
      id,
      bus: 'users',
      detailType: 'UserConfirmed',
      detail: event.detail,
    })
  })

  test.each([
    ['throttles', 'throttle', 'ThrottlingException'],
    ['fails', 'error', 'InternalException'],
    ['is gone', 'outage', 'ECONNRESET'],
  ] as const)('that %s is tried again', async (_, kind, cause) => {
    proxy.set({ kind })
    const call = createCall()

    const error = await caught(createEventBus().put(event, call))

    expect(causeOf(error)).toBe(cause)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
    expect(call.attempts()).toBe(2)
  })

  test('that does not exist is a permanent error', async () => {
    vi.stubEnv('EVENT_BUS_NAME', 'unknown')

    expect(await caught(createEventBus().put(event, createCall()))).toEqual(
      new PermanentEffectError('ResourceNotFoundException'),
    )
  })

  test('whose name nobody gave to the function says so', async () => {
    vi.stubEnv('EVENT_BUS_NAME', undefined)

    await expect(createEventBus().put(event, createCall())).rejects.toThrow('EVENT_BUS_NAME is not set')
  })
})

describe('the mailer', () => {
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
    const ses = keep(await startMail(mailbox))
    proxy = await proxyOf('mail', ses.endpoint)
    process.env['AWS_ENDPOINT_URL_SESV2'] = proxy.endpoint
  })
  afterEach(() => proxy.set(null))

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
    ['400 with a name that SES does not have', refuse(400, 'SomethingElse')],
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

  test.each(['AccountSuspendedException', 'LimitExceededException', 'SendingPausedException'])(
    'knows that nothing was sent when SES refuses with %s',
    async (type) => {
      const { error } = await sendTo(refuse(400, type))

      expect(error).toEqual(new NotPerformedError(type))
    },
  )

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
  ])('gives up on %s %s, and says so', async (status, type) => {
    const { error } = await sendTo(refuse(status, type))

    expect(error).toEqual(new PermanentEffectError(type))
  })
})

describe('the webhook sender', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:hook'
  let receiver: LocalWebhook
  const message = {
    url: 'https://hooks.example.com/users?a=1',
    id: 'key#1',
    body: '{"type":"user.confirmed"}',
  }
  const sender = createWebhookSender(() => secretsManagerSecret(arn))
  const send = () => sender.send({ ...message, nowMs: Date.now() }, createCall())
  beforeAll(async () => {
    const secret = makeWebhookSecret()
    const secrets = keep(await startSecrets([{ arn, value: secret }], 'eu-west-1'))
    receiver = keep(await startWebhook(secret))
    process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = secrets.endpoint
    process.env['WEBHOOK_LOOPBACK_ORIGIN'] = receiver.endpoint
  })

  test('signs what it sends with the secret of the stack', async () => {
    await send()

    expect(receiver.received()[0]).toMatchObject({
      id: 'key#1',
      path: '/users',
      body: { type: 'user.confirmed' },
      isVerified: true,
    })
  })

  test.each([
    [301, 'webhook_status_301'],
    [404, 'webhook_status_404'],
    [429, 'webhook_status_429'],
    [503, 'webhook_status_503'],
  ])('tries again after %i', async (status, code) => {
    const receiverOfOwn = await serve((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end()
    })
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', receiverOfOwn)

    const error = await caught(send())

    expect(causeOf(error)).toBe(code)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
  })

  test('gives up on a receiver that is gone', async () => {
    const gone = await serve((_, response) => void response.writeHead(410).end())
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', gone)

    expect(await caught(send())).toEqual(new PermanentEffectError('webhook_gone'))
  })

  test('ends with its call when the receiver hangs', async () => {
    const step = new AbortController()
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', await serve(() => step.abort()))
    const sent = caught(sender.send({ ...message, nowMs: Date.now() }, createCall(60_000, 1, step.signal)))

    expect(await sent).toMatchObject({ code: 'webhook_unreachable' })
  })

  test('takes nothing but this machine for a local receiver', async () => {
    const paths: (string | undefined)[] = []
    const byName = await serve((request, response) => {
      paths.push(request.url)
      response.end()
    })
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', byName.replace('127.0.0.1', 'localhost'))

    const error = await caught(
      sender.send({ ...message, url: 'https://localhost:1/x', nowMs: Date.now() }, createCall()),
    )

    expect(error).toMatchObject({ code: 'webhook_unreachable' })
    expect(paths).toEqual([])
  })
})

describe('the user pool', () => {
  const poolAt = (url: string) => {
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = url
    return () => connectTo('cognito-idp')
  }

  test.each([
    ['UserNotFoundException', 'dropped'],
    ['ResourceNotFoundException', 'failed'],
  ] as const)('that answers %s has the group add %s', async (type, state) => {
    const url = await serve(
      (_, response) => void response.writeHead(400).end(JSON.stringify({ __type: type })),
    )
    const directory = createUserDirectory(poolAt(url))

    const error = await caught(
      directory.addUserToGroup(
        { userPoolId: 'eu-west-1_a', userName: 'jane', group: 'members' },
        createCall(),
      ),
    )

    expect(error).toEqual(new PermanentEffectError(type, state))
  })

  test('that refuses for a missing permission is tried again: right after a deployment the policy comes late', async () => {
    const url = await serve(
      (_, response) => void response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException' })),
    )
    const directory = createUserDirectory(poolAt(url))

    const error = await caught(
      directory.addUserToGroup(
        { userPoolId: 'eu-west-1_a', userName: 'jane', group: 'members' },
        createCall(),
      ),
    )

    expect(causeOf(error)).toBe('AccessDeniedException')
    expect(error).not.toBeInstanceOf(PermanentEffectError)
  })

  test('lists users with what is needed of them, page by page', async () => {
    const bodies: unknown[] = []
    const url = await serve(async (request, response) => {
      bodies.push(JSON.parse(await text(request)))
      response.end(
        JSON.stringify({
          PaginationToken: 'next',
          Users: [
            {
              Username: 'jane',
              UserStatus: 'CONFIRMED',
              Enabled: true,
              UserCreateDate: 1_767_225_600,
              UserLastModifiedDate: 1_767_225_601,
              Attributes: [
                { Name: 'sub', Value: 'sub-1' },
                { Name: 'email', Value: 'jane@example.com' },
              ],
            },
            { Username: 'without-sub', Attributes: [] },
          ],
        }),
      )
    })

    const page = await createUserList(poolAt(url)).listUsers(
      { userPoolId: 'eu-west-1_a', token: 'here' },
      createCall(),
    )

    expect(bodies).toEqual([{ UserPoolId: 'eu-west-1_a', Limit: 60, PaginationToken: 'here' }])
    expect(page).toEqual({
      nextToken: 'next',
      users: [
        {
          userName: 'jane',
          sub: 'sub-1',
          status: 'CONFIRMED',
          isEnabled: true,
          createdAtMs: 1_767_225_600_000,
          modifiedAtMs: 1_767_225_601_000,
          attributes: new Map([
            ['sub', 'sub-1'],
            ['email', 'jane@example.com'],
          ]),
        },
      ],
    })
  })
})
