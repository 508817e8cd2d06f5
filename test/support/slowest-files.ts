/** A reporter of vitest that ends a run with its ten slowest files: seconds of loading, hooks and tests. */
import type { Reporter, TestModule, Vitest } from 'vitest/node'

const shownFiles = 10

export default class SlowestFiles implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules
      .map(readDuration)
      .toSorted((a, b) => b.durationMs - a.durationMs)
      .slice(0, shownFiles)
    const rows = slowest.map(
      ({ file, durationMs }) => `${(durationMs / 1_000).toFixed(1).padStart(7)} s  ${file}`,
    )
    if (modules.length > 1) this.#vitest?.logger.log(['', ' Slowest files', ...rows, ''].join('\n'))
  }
}

function readDuration(module: TestModule): { readonly file: string; readonly durationMs: number } {
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  return { file: module.relativeModuleId, durationMs: collectDuration + setupDuration + duration }
}
