/** Writes small handlers into a folder of their own and runs the local Lambda service with them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { expect } from 'vitest'
import type { FunctionConfig } from '../../../local/lambda/function-config.ts'
import {
  type LambdaService,
  type LambdaServiceOptions,
  startLambdaService,
} from '../../../local/lambda/service.ts'

export const accountArn = 'arn:aws:lambda:eu-west-1:123456789012:function'

export interface LocalFunctions {
  readonly service: LambdaService
  readonly client: LambdaClient
  /** Stops the service and removes the handlers. */
  stop(): Promise<void>
}

export interface FunctionSource extends Partial<FunctionConfig> {
  /** The text of index.mjs. */
  readonly code: string
}

/** The function's code goes to a folder in `root`. */
export function writeFunction(
  root: string,
  functionName: string,
  source: string | FunctionSource,
): FunctionConfig {
  const { code, ...settings } = typeof source === 'string' ? { code: source } : source
  const codeDir = mkdtempSync(join(root, `${functionName}-`))
  writeFileSync(join(codeDir, 'index.mjs'), code)
  return {
    functionName,
    functionArn: `${accountArn}:${functionName}`,
    handler: 'index.handler',
    codeDir,
    memoryMb: 256,
    // Decides nothing: tests of limits set their own.
    timeoutS: 300,
    environment: {},
    aliases: ['live'],
    ...settings,
  }
}

export const startFunctions = async (
  sources: Readonly<Record<string, string | FunctionSource>>,
  options: Partial<LambdaServiceOptions> = {},
): Promise<LocalFunctions> => {
  const root = mkdtempSync(join(tmpdir(), 'local-lambda-'))
  const functions = Object.entries(sources).map(([name, source]) => writeFunction(root, name, source))
  const service = await startLambdaService({ port: 0, region: 'eu-west-1', functions, ...options })
  const client = new LambdaClient({ endpoint: service.endpoint, region: 'eu-west-1', maxAttempts: 1 })
  return {
    service,
    client,
    async stop() {
      client.destroy()
      await service.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The payload of an invocation that must have succeeded. */
export const call = async (service: LambdaService, functionArn: string, payload: unknown = {}) => {
  const result = await service.invoke({ functionArn, payload })
  if (result.kind !== 'success') throw new Error(`${functionArn} ended as ${JSON.stringify(result)}`)
  return JSON.parse(result.payload)
}

/** The letter that the kernel gives a process: T for stopped; no letter when it is gone, even before it is reaped. */
export const processState = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const letter = stat.slice(stat.lastIndexOf(')') + 2).at(0)
  return letter === 'Z' ? undefined : letter
}

/** Waits until the process is in that state; undefined for gone. */
export const expectState = (pid: number, state: string | undefined): Promise<void> =>
  expect.poll(() => processState(pid)).toBe(state)
