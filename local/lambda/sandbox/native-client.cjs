/**
 * Runs in a sandbox in place of the native part of aws-lambda-ric: the same three functions, in JavaScript.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
'use strict'
const { Agent, request } = require('node:http')

const [hostname, port] = String(process.env['AWS_LAMBDA_RUNTIME_API']).split(':')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** The answer that is on its way; nothing else may be asked before it has arrived. */
let answered = Promise.resolve()

exports.next = async () => {
  await answered
  await Promise.all([endLog(process.stdout), endLog(process.stderr)])
  const { headers, body } = await call('GET', 'next')
  return { bodyJson: body, headers }
}

exports.done = (requestId, bodyJson) => {
  answered = answer(`${requestId}/response`, bodyJson, 'success')
}

exports.error = (requestId, bodyJson) => {
  answered = answer(`${requestId}/error`, bodyJson, 'failure')
}

const answer = async (path, bodyJson, what) => {
  const { status } = await call('POST', path, bodyJson)
  if (status >= 400)
    console.error(`LAMBDA_RUNTIME Failed to post handler ${what} response. Http response code: ${status}.`)
}

/**
 * Ends what belongs to this invocation with a line that `sandbox-log.ts` takes out again. Pipes and the Runtime API
 * are different channels; without it the last lines could be read after the answer.
 */
const endLog = (stream) =>
  new Promise((resolve) => {
    const line = `\0lambda-log-end ${process.resourceUsage().maxRSS}\n`
    if (stream.writable) write.call(stream, line, resolve)
    else resolve()
  })

/** Taken before the function is loaded, since it may replace `process.stdout.write`. */
const { write } = process.stdout

const call = (method, path, body = '') =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
    const url = { hostname, port, path: `/2018-06-01/runtime/invocation/${path}`, method, headers, agent }
    const outgoing = request(url, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk) => (text += chunk))
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode, headers: incoming.headers, body: text }),
      )
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
