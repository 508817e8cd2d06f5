/** Says at once when Node is too old. Node's own error would be about the first name that it does not know. */
export const leastNode = 24

export function isNodeTooOld(version: string): boolean {
  return Number(version.split('.')[0]) < leastNode
}

export function requireNode(version: string = process.versions.node): void {
  if (!isNodeTooOld(version)) return
  process.stderr.write(
    `Node ${version} is too old: install Node ${leastNode}, which AWS Lambda runs too, and try again.\n`,
  )
  process.exit(1)
}
