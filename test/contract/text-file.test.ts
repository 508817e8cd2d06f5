/** Files of JSON as editors write them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readJsonObjectFile } from '../../triggers/build/text-file.ts'

test.each([
  ['in UTF-8', Buffer.from('{"a":"é"}')],
  ['with a mark of UTF-8', Buffer.from('\uFEFF{"a":"é"}')],
])('JSON %s is read', (_, bytes) => {
  expect(readJsonObjectFile(write(bytes))).toEqual({ a: 'é' })
})

test.each([
  ['in UTF-16 with a mark', Buffer.from('\uFEFF{}', 'utf16le'), 'is encoded as UTF-16 and not as UTF-8.'],
  [
    'in UTF-16, the other way round',
    Buffer.from('\uFEFF{}', 'utf16le').swap16(),
    'is encoded as UTF-16 and not as UTF-8.',
  ],
  ['in UTF-16 without a mark', Buffer.from('{}', 'utf16le'), 'is encoded as UTF-16 and not as UTF-8.'],
  ['in Latin-1', Buffer.from('{"a":"é"}', 'latin1'), 'is not encoded as UTF-8.'],
  ['with zero bytes', Buffer.from('{"a":1}\0'), 'is no text, since it holds zero bytes.'],
  ['without text', Buffer.from('\uFEFF \n'), 'is empty: correct or restore it.'],
  [
    'with a mistake',
    Buffer.from('{\n "a":1,}'),
    'is no valid JSON (line 2 column 8): correct or restore it.',
  ],
  ['of a list', Buffer.from('[]'), 'holds no JSON object: correct or restore it.'],
])('a file %s is refused as what it is', (_, bytes, sentence) => {
  const file = write(bytes)

  expect(() => readJsonObjectFile(file)).toThrow(new TypeError(`${file} ${sentence}`))
})

test('a folder and a file that is not there are refused as such', () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'cdk.json'))

  expect(() => readJsonObjectFile(join(folder, 'cdk.json'))).toThrow('cdk.json is a folder and no file.')
  expect(() => readJsonObjectFile(join(folder, 'none'))).toThrow('none is not there.')
})

test('a device without an end is refused', () => {
  expect(() => readJsonObjectFile('/dev/zero')).toThrow('/dev/zero has no end, or is larger than 100 MB.')
})

test('a sentence never quotes the file', () => {
  const file = write(Buffer.from('{"password": hunter2}'))

  expect(() => readJsonObjectFile(file)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter') }),
  )
})

function write(bytes: Uint8Array): string {
  const file = join(makeFolder(), 'cdk.json')
  writeFileSync(file, bytes)
  return file
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'text-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
