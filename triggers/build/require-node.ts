/** Says at once when Node is too old. Node's own error would be about the first name that it does not know. */
const leastMajor = 24

export function requireNode(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) >= leastMajor) return
  process.stderr.write(
    `Node ${version} is too old: install Node ${leastMajor}, which AWS Lambda runs too, and try again.\n`,
  )
  process.exit(1)
}
