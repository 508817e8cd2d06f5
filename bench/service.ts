/** Stands for the AWS services over TLS, as on Lambda, with a certificate that is thrown away afterwards. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { anyOwnOrigin } from '../triggers/core/own-origin.ts'

export interface Service extends AsyncDisposable {
  readonly endpoint: string
  /** PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificateFile: string
}

/** Answers every read with an item, everything else with `{}`. The files are left in `directory`. */
export async function startService(directory: string): Promise<Service> {
  const certificateFile = join(directory, 'certificate.pem')
  const keyFile = join(directory, 'key.pem')
  await makeCertificate(certificateFile, keyFile)
  const settings = { cert: await readFile(certificateFile), key: await readFile(keyFile) }
  const server = createServer(settings, answer)
  return { endpoint: `https://127.0.0.1:${await listen(server)}/`, certificateFile, ...endOf(server) }
}

/** The same without TLS. */
export async function startPlainService(): Promise<Omit<Service, 'certificateFile'>> {
  const server = createPlainServer(answer)
  return { endpoint: `http://127.0.0.1:${await listen(server)}/`, ...endOf(server) }
}

/** The variables by which a suite finds what is none of AWS's: its own dependencies and other companies' services. */
export function elsewhere({ endpoint }: Pick<Service, 'endpoint'>): Readonly<Record<string, string>> {
  const { origin } = new URL(endpoint)
  return {
    [anyOwnOrigin]: origin,
    HUMAN_CHECK_LOOPBACK_ORIGIN: origin,
    WEBHOOK_LOOPBACK_ORIGIN: origin,
  }
}

const answer: RequestListener = (request, response) => {
  const isRead = request.headers['x-amz-target']?.toString().endsWith('.GetItem')
  request.resume().once('end', () => response.end(isRead ? '{"Item":{"plan":{"S":"free"}}}' : '{}'))
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function endOf(server: Server): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** RSA of 2,048 bits, as the certificates of AWS's endpoints. */
async function makeCertificate(certificateFile: string, keyFile: string): Promise<void> {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1']
  const files = ['-nodes', '-keyout', keyFile, '-out', certificateFile]
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject, ...files]).catch(
    (cause: unknown) => {
      throw new Error('The bench makes its certificate with openssl, which did not run: install it.', {
        cause,
      })
    },
  )
}
