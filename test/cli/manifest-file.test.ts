/** The manifest of a batch job on a disk that fails: no part of one looks like the whole, and each failure is one sentence. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openManifest } from '../../cli/provisioning/manifest-file.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cts-manifest-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
})
const job = (manifest: object): object => ({ job: manifest })
const there = async (): Promise<readonly string[]> => (await readdir(directory)).sort()

test('has its name when it is whole, and its job beside it', async () => {
  await writeFile(join(directory, 'job.json'), 'of before')
  const file = await openManifest(directory, 'reports')
  file.add('a-1')
  await file.flush()
  file.add('a 2')
  await file.flush()

  expect(await there()).toEqual(['job.json', 'manifest.csv.part'])
  const manifest = await file.finish(job)

  const text = await readFile(join(directory, 'manifest.csv'), 'utf8')
  expect(text).toBe('reports,a-1\nreports,a%202\n')
  expect(manifest).toEqual({ users: 2, md5: createHash('md5').update(text).digest('hex') })
  expect(JSON.parse(await readFile(join(directory, 'job.json'), 'utf8'))).toEqual(job(manifest))
  expect(await there()).toEqual(['job.json', 'manifest.csv'])
})

test('of nobody is none', async () => {
  const file = await openManifest(directory, 'reports')

  expect(await file.finish(job)).toMatchObject({ users: 0 })
  expect(await there()).toEqual([])
})

test('of a walk that stopped is taken away, and one that was killed has another name', async () => {
  const file = await openManifest(directory, 'reports')
  file.add('a-1')
  await file.flush()

  expect(await there()).toEqual(['manifest.csv.part'])
  await file.abandon()
  expect(await there()).toEqual([])
})

// Linux alone has a disk that is always full.
test.runIf(process.platform === 'linux')(
  'on a full disk is none: it is told as such, and may be tried again',
  async () => {
    await symlink('/dev/full', join(directory, 'manifest.csv.part'))
    const file = await openManifest(directory, 'reports')
    file.add('a-1')

    const error = await file.flush().catch((reason: unknown) => reason)
    await file.abandon()

    expect(error).toMatchObject({
      exitCode: 69,
      message: `The disk of ${directory} is full (ENOSPC), and no job was written: make room, and run the same command again.`,
    })
    expect(await there()).toEqual([])
  },
)

test.each([
  ['folder', 'EISDIR', (path: string) => mkdir(join(path, 'manifest.csv.part'))],
  [
    'place below a file',
    'EEXIST',
    (path: string) => rm(path, { recursive: true }).then(() => writeFile(path, '')),
  ],
])('where there is a %s is refused by name at once', async (_, code, prepare) => {
  await prepare(directory)
  const place = code === 'EEXIST' ? join(directory, 'below') : directory

  await expect(openManifest(place, 'reports')).rejects.toMatchObject({
    exitCode: 64,
    message: `${place} cannot be written (${code}), and no job was: name a folder for --manifest.`,
  })
})

// Node's own `recursive` never ends there.
test.runIf(process.platform === 'linux')('in a file system that takes no folders is refused', async () => {
  await expect(openManifest('/proc/x/y', 'reports')).rejects.toMatchObject({
    exitCode: 64,
    message: '/proc/x/y cannot be written (ENOENT), and no job was: name a folder for --manifest.',
  })
})

test('whose name is taken meanwhile is no manifest', async () => {
  const file = await openManifest(directory, 'reports')
  file.add('a-1')
  await mkdir(join(directory, 'manifest.csv'))

  await expect(file.finish(job)).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringContaining('EISDIR'),
  })
  await file.abandon()
  expect(await there()).toEqual(['manifest.csv'])
})
