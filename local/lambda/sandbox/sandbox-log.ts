/** Collects the lines that a sandbox writes, and tells when all of one invocation have arrived. */
import type { Readable } from 'node:stream'

export interface SandboxLog {
  /** The most memory that the process has held so far, in MB; 0 before it has reported any. */
  maxMemoryMb(): number
  /** Resolves when both pipes have shown the end mark that the runtime client writes before it asks for work. */
  waitForEnd(): Promise<void>
  /** The lines since the last call; starts afresh. */
  take(): readonly string[]
}

/** A function that logs in an endless loop must not fill this process's memory: the oldest lines go. */
const maxCharacters = 1_048_576

/** Written by native-client.cjs. */
const endMark = /\0lambda-log-end (\d+)$/

export function captureLog(stdout: Readable, stderr: Readable): SandboxLog {
  let lines: string[] = []
  let characters = 0
  let maxMemoryKb = 0
  let ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]

  const addLine = (line: string) => {
    // In text logs a carriage return stands for a line break inside one message.
    lines.push(line.replaceAll('\r', '\n'))
    characters += line.length
    while (characters > maxCharacters && lines.length > 1) characters -= lines.shift()?.length ?? 0
  }
  const read = (stream: Readable, index: number) => {
    let partial = ''
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      const parts = (partial + chunk).split('\n')
      partial = parts.pop() ?? ''
      for (const part of parts) {
        const mark = endMark.exec(part)
        if (mark === null) addLine(part)
        else {
          if (mark.index > 0) addLine(part.slice(0, mark.index))
          maxMemoryKb = Math.max(maxMemoryKb, Number(mark[1]))
          ends[index]?.resolve()
        }
      }
      if (partial.length > maxCharacters) partial = partial.slice(-maxCharacters)
    })
    stream.on('end', () => {
      if (partial !== '') addLine(partial)
    })
  }
  read(stdout, 0)
  read(stderr, 1)

  return {
    maxMemoryMb: () => Math.ceil(maxMemoryKb / 1024),
    waitForEnd: async () => {
      await Promise.all(ends.map(({ promise }) => promise))
    },
    take() {
      const taken = lines
      lines = []
      characters = 0
      ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      return taken
    },
  }
}
