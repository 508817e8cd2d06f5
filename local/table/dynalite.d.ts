/** The one function of dynalite that is used here; the package ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http'

  const dynalite: (options: { readonly createTableMs: number }) => Server
  export default dynalite
}
