/** What a test run leaves behind: processes with their ports, and folders. Everything that it starts carries the run's
 * temporary folder in its environment, works inside of it, descends from the run, or is an orphan of its process group. */
import { readdir, readFile, readlink } from 'node:fs/promises'

export interface LeftOver {
  readonly processes: readonly LeftProcess[]
  readonly folders: readonly string[]
}

interface LeftProcess {
  readonly pid: number
  readonly command: string
  readonly ports: readonly number[]
}

/** Processes can be looked at where there is a /proc. */
export const isCheckable = process.platform === 'linux'

/** Node's own, and what the setup of a project removes after this. */
const isKnown = (name: string): boolean => /^(node-compile-cache$|suite-bundles-|packed-once-)/.test(name)

/** Without this process and its own children, the workers, which end after it has looked. */
export async function findLeftOver(directory: string): Promise<LeftOver> {
  const processes = await findProcesses(directory)
  const names = await readdir(directory).catch(() => [])
  return { processes, folders: names.filter((name) => !isKnown(name)) }
}

/** Waits for those that are about to end; the bound only says that they do not. */
export async function waitForProcesses(directory: string, boundMs = 120_000): Promise<void> {
  const endsAtMs = Date.now() + boundMs
  while ((await findProcesses(directory)).length > 0 && Date.now() < endsAtMs)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

export function describeLeftOver({ processes, folders }: LeftOver): string {
  const lines = [
    ...processes.map(({ pid, command, ports }) => {
      const listening = ports.length === 0 ? '' : `, on port ${ports.join(', ')}`
      return `  process ${pid}${listening}: ${command}`
    }),
    ...folders.map((name) => `  folder ${name}`),
  ]
  return lines.length === 0 ? 'left over: none' : ['left over:', ...lines].join('\n')
}

async function findProcesses(directory: string): Promise<readonly LeftProcess[]> {
  const inodes = await listeningInodes()
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const family = await findFamily(ids)
  const found = await Promise.all(ids.map((id) => lookAt(id, directory, family, inodes)))
  return found.filter((each) => each !== undefined)
}

/** undefined for a process that is not the run's, belongs to another user, or has ended. */
async function lookAt(
  id: string,
  directory: string,
  family: ReadonlySet<string>,
  inodes: ReadonlyMap<string, number>,
): Promise<LeftProcess | undefined> {
  try {
    const environment = await readFile(`/proc/${id}/environ`, 'utf8')
    const isOurs =
      family.has(id) ||
      environment.includes(directory) ||
      (await readlink(`/proc/${id}/cwd`)).startsWith(directory)
    if (!isOurs) return undefined
    const command = (await readFile(`/proc/${id}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
    // A dead process that is not reaped yet has none.
    if (command === '' || (await readStat(id))?.parent === process.pid) return undefined
    const links = await Promise.all(
      (await readdir(`/proc/${id}/fd`)).map((fd) => readlink(`/proc/${id}/fd/${fd}`).catch(() => '')),
    )
    const ports = links.flatMap((link) => inodes.get(link) ?? [])
    return { pid: Number(id), command, ports }
  } catch {
    return undefined
  }
}

interface Stat {
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly startedAt: number
}

/** The fields come after the name, which may hold anything; undefined for what has ended. */
async function readStat(id: string): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0, group = 0, session = 0] = fields
  return { parent, group, session, startedAt: fields[19] ?? 0 }
}

/** What descends from this process, and the orphans of its group: younger than it, and adopted, by process 1 or from
 * another session. An environment can be emptied and a folder left, these cannot. */
async function findFamily(ids: readonly string[]): Promise<ReadonlySet<string>> {
  const all = [...ids, String(process.pid)]
  const stats = new Map(await Promise.all(all.map(async (id) => [Number(id), await readStat(id)] as const)))
  const own = stats.get(process.pid)
  const isFamily = (id: number): boolean => {
    const stat = stats.get(id)
    if (own === undefined || stat === undefined) return false
    if (stat.parent === process.pid || isFamily(stat.parent)) return true
    const isAdopted = stat.parent === 1 || stats.get(stat.parent)?.session !== stat.session
    return isAdopted && stat.group === own.group && stat.startedAt > own.startedAt
  }
  return new Set(ids.filter((id) => isFamily(Number(id))))
}

/** `socket:[inode]` → port, of every socket that listens. */
async function listeningInodes(): Promise<ReadonlyMap<string, number>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  )
  const sockets = tables.flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
  return new Map(
    sockets
      .filter(([, , , state]) => state === '0A')
      .map((fields) => [`socket:[${fields[9]}]`, Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)]),
  )
}
