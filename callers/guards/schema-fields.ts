/** The fields of a GraphQL schema, for whoever names one. */
import { Kind, parse } from 'graphql'

/** Every field of an object type, such as `Mutation.deleteArticle`; undefined for a text that is no schema. */
function readFields(schema: string): ReadonlySet<string> | undefined {
  try {
    const types = parse(schema, { noLocation: true }).definitions.flatMap((each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.OBJECT_TYPE_EXTENSION ? [each] : [],
    )
    return new Set(
      types.flatMap(({ name, fields = [] }) => fields.map((field) => `${name.value}.${field.name.value}`)),
    )
  } catch {
    return undefined
  }
}

/** A sentence for each name that is no field of the schema: AppSync denies a field that is not there without a word. */
export function findUnknownFields(names: readonly string[], schema: string): readonly string[] {
  if (names.length === 0) return []
  const known = readFields(schema)
  if (known === undefined) return ['The schema cannot be read as GraphQL: correct it.']
  return names
    .filter((name) => !known.has(name))
    .map((name) => `The guard names the field ${name}, which no type of the schema has: correct its name.`)
}
