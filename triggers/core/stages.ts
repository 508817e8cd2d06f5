/** Runs the stages of one invocation and notes the duration of each. */
import type { Clock, Deadline } from './deadline.ts'
import type { StageReport } from './report.ts'

export interface Stages {
  run<T>(name: StageReport['name'], stage: () => T): T
  runAsync<T>(name: StageReport['name'], stage: () => Promise<T>): Promise<T>
  done(): readonly StageReport[]
}

export function createStages(clock: Clock, deadline: Deadline): Stages {
  const reports: StageReport[] = []
  const begin = (name: StageReport['name']): (() => void) => {
    const startMs = clock.monotonicMs() - deadline.startedAtMs
    return () => {
      reports.push({ name, startMs, durationMs: clock.monotonicMs() - deadline.startedAtMs - startMs })
    }
  }
  return {
    run(name, stage) {
      const end = begin(name)
      try {
        return stage()
      } finally {
        end()
      }
    },
    async runAsync(name, stage) {
      const end = begin(name)
      try {
        return await stage()
      } finally {
        end()
      }
    },
    done: () => reports,
  }
}
