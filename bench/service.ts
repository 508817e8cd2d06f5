/** Stands for the AWS services over TLS, as on Lambda, with a certificate that is thrown away afterwards. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'

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
  const server = createServer(settings, (request, response) => {
    const isRead = request.headers['x-amz-target']?.toString().endsWith('.GetItem')
    request.resume().once('end', () => response.end(isRead ? '{"Item":{"plan":{"S":"free"}}}' : '{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `https://127.0.0.1:${port}/`,
    certificateFile,
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
