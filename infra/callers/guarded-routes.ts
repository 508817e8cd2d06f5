/** Holds the routes that a guard names against those of the API. */
import type { Construct, IConstruct } from 'constructs'

import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'

/** Makes the synthesis fail when a route has the guard and no needs, or needs and no route. `routesOf` reads of one
 * construct the routes with the guard; `covers` says whether a route is called by a name. While none has the guard, nothing
 * is checked. */
export function requireRealRoutes(
  guard: Construct,
  named: readonly string[],
  routesOf: (construct: IConstruct) => readonly string[],
  covers: (route: string, name: string) => boolean,
): void {
  guard.node.addValidation({
    validate() {
      const real = guard.node.root.node.findAll().flatMap(routesOf)
      const closed = real.filter((route) => !named.some((name) => covers(route, name)))
      const strange = named.filter((name) => !real.some((route) => covers(route, name)))
      if (named.length === 0 || real.length === 0) return []
      return [
        ...closed.map(
          (route) =>
            `The route ${route} has this guard, and nobody may call it, since routes does not name it: give it needs there, and give the route its methods${suggest(route, named)}`,
        ),
        ...strange.map(
          (name) => `routes names ${name}, which is no route with this guard${suggest(name, real)}`,
        ),
      ]
    },
  })
}
