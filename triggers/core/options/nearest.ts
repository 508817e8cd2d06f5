/** Finds the known name that is nearest to an unknown one. */

/** The nearest of the names; undefined when more than a third of its letters differ. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const text = fold(given)
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(text, fold(name)) }))
    .toSorted((one, other) => one.distance - other.distance)
  const [best] = ranked
  if (best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 3))) return best.name
  // One part of a longer name, such as `SignUp`.
  const holding = text.length < 4 ? [] : names.filter((name) => fold(name).includes(text))
  return holding.length === 1 ? holding[0] : undefined
}

/** `: did you mean x?`, or nothing. */
export function suggest(given: string, names: readonly string[], quote = ''): string {
  const nearest = nearestName(given, names)
  return nearest === undefined ? '' : `: did you mean ${quote}${nearest}${quote}?`
}

function fold(name: string): string {
  return name.trim().slice(0, 80).toLowerCase()
}

/** The number of letters to insert, remove, replace or swap with a neighbour. */
function distanceOf(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(one.length, other.length)
}
