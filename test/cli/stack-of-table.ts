/** A stack file whose table is a real one and whose other services are none, for commands that need the table alone. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { beforeAll, expect, vi } from 'vitest'
import { makeCall } from '../../cli/provisioning/place.ts'
import type { TableItem, TableKey } from '../../triggers/domain/table-item.ts'
import { isObject } from '../../triggers/core/json.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { startTestTable, tableName, type TestTable } from '../support/suite-table.ts'
import { type Ran, runInside } from './cli-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

export const userPoolId = 'eu-west-1_Local'

export function stackOfTable(command: string) {
  const endsWith = endAfterAll()
  let table: TestTable
  let stackFile: string
  beforeAll(async () => {
    // Files share a process, and the adapters keep the connection to the table of the file before.
    vi.resetModules()
    table = await startTestTable()
    endsWith(() => table.close())
    const directory = await temporaryFolder(endsWith)
    stackFile = join(directory, 'stack.json')
    const { endpoint } = table
    const places = { dynamodbEndpoint: endpoint, cognitoEndpoint: endpoint }
    await writeFile(stackFile, JSON.stringify({ region: 'eu-west-1', tableName, userPoolId, ...places }))
  })
  const items = async (): Promise<string> =>
    JSON.stringify((await table.client.send(new ScanCommand({ TableName: tableName }))).Items)
  const run = (...args: readonly string[]): Promise<Ran> =>
    runInside([command, ...args], { env: { SUITE_STACK_FILE: stackFile } })
  return {
    run,
    runJson: async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
      const printed: unknown = JSON.parse((await run(...args, '--json')).stdout)
      return isObject(printed) ? printed : {}
    },
    /** As the triggers read it. */
    read: async (key: TableKey): Promise<TableItem | undefined> => {
      const { suiteTable } = await import('../../triggers/adapters/suite-table-https.ts')
      return suiteTable.read(key, makeCall())
    },
    items,
    /** In one sentence with nothing of a person, and nothing is written. */
    expectRefused: async (...args: readonly string[]): Promise<void> => {
      const before = await items()

      const ran = await run(...args)

      expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
      expect(ran.stderr).toMatch(/^[^\n]+\n$/)
      expect(ran.stderr).not.toContain('jane')
      expect(await items()).toBe(before)
    },
    put: async (
      pk: string,
      sk: string,
      attributes: Readonly<Record<string, AttributeValue>>,
    ): Promise<void> => {
      const Item = { pk: { S: pk }, sk: { S: sk }, ...attributes }
      await table.client.send(new PutItemCommand({ TableName: tableName, Item }))
    },
  }
}
