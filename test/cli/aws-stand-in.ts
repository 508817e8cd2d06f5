/** Stands in for the AWS CLI's `aws lambda invoke` where it is not installed: takes the flags that the page uses and no
 * others, sends the same Invoke request through the SDK, and prints the answer's fields in the CLI's form.
 * @see https://docs.aws.amazon.com/cli/latest/reference/lambda/invoke.html */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda'
import type { Ran, RunOptions } from './cli-process.ts'

/** `maxAttempts` stands for AWS_MAX_ATTEMPTS, before the command line. */
export async function invokeAsAwsCli(
  [maxAttempts, service, operation, ...args]: readonly string[],
  { directory, env }: Required<Pick<RunOptions, 'directory' | 'env'>>,
): Promise<Omit<Ran, 'args'>> {
  if (service !== 'lambda' || operation !== 'invoke')
    return refuse('only `aws lambda invoke` is stood in for')
  const { values, positionals } = parse(args)
  const [outfile, ...more] = positionals
  const endpoint = values['endpoint-url']
  const payload = values.payload?.replace(/^fileb:\/\//, '')
  if (outfile === undefined || more.length > 0) return refuse('aws lambda invoke takes one outfile')
  if (endpoint === undefined || payload === undefined || payload === values.payload)
    return refuse('aws lambda invoke needs --endpoint-url, and --payload as fileb://<file>')

  const client = new LambdaClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: Number(maxAttempts),
    requestHandler: {
      requestTimeout:
        Number(values['cli-read-timeout'] ?? 60) * 1_000 * Number(env['SUITE_SLOW_MOTION'] ?? 1),
      throwOnRequestTimeout: true,
    },
  })
  try {
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: values['function-name'],
        LogType: values['log-type'] === 'Tail' ? 'Tail' : 'None',
        Payload: await readFile(resolve(directory, payload)),
      }),
    )
    await writeFile(resolve(directory, outfile), answer.Payload ?? '')
    const { StatusCode, FunctionError, LogResult, ExecutedVersion } = answer
    const printed = { StatusCode, FunctionError, LogResult, ExecutedVersion }
    const text = values.query === 'LogResult' ? (LogResult ?? 'None') : JSON.stringify(printed, null, 4)
    return { exitCode: 0, stdout: `${text}\n`, stderr: '' }
  } catch (error) {
    if (error instanceof LambdaServiceException) {
      const told = `An error occurred (${error.name}) when calling the Invoke operation: ${error.message}`
      return { exitCode: 254, stdout: '', stderr: `\n${told}\n` }
    }
    if (!(error instanceof Error) || error.name !== 'TimeoutError') return refuse(String(error))
    const url = `${endpoint}/2015-03-31/functions/${values['function-name']}/invocations`
    return { exitCode: 255, stdout: '', stderr: `\nRead timeout on endpoint URL: "${url}"\n` }
  } finally {
    client.destroy()
  }
}

function refuse(why: string): Omit<Ran, 'args'> {
  return { exitCode: 252, stdout: '', stderr: `${why}\n` }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'function-name': { type: 'string' },
      'log-type': { type: 'string' },
      payload: { type: 'string' },
      'endpoint-url': { type: 'string' },
      'cli-read-timeout': { type: 'string' },
      query: { type: 'string' },
      output: { type: 'string' },
    },
  })
}
