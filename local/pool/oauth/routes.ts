/** Puts the OAuth endpoints and the managed login pages on the pool's HTTP server. */
import type { Context as HttpContext, Hono } from 'hono'
import { answerIdpResponse } from '../federation/idp-response.ts'
import { confirmUser, showConfirmUser } from '../pages/confirm-user.ts'
import { logIn, showLogin } from '../pages/login.ts'
import { managedLoginCss } from '../pages/managed-login-css.ts'
import { protectPages } from '../pages/page-guard.ts'
import { showProblem } from '../pages/problem-page.ts'
import { showSignUp, signUpByPage } from '../pages/sign-up.ts'
import { answerAuthorize } from './authorize.ts'
import { answerLogout } from './logout.ts'
import type { ManagedLogin } from './managed-login.ts'
import { answerRevoke } from './revoke.ts'
import { answerToken } from './token.ts'
import { answerUserInfo } from './user-info.ts'

export function addOAuthRoutes(app: Hono, login: ManagedLogin): void {
  app.get('/oauth2/authorize', (http) => answerAuthorize(http, login))
  app.get('/oauth2/idpresponse', (http) => answerIdpResponse(http, login))
  app.post('/oauth2/token', (http) => answerToken(http, login))
  app.on(['GET', 'POST'], '/oauth2/userInfo', (http) => answerUserInfo(http, login))
  app.post('/oauth2/revoke', (http) => answerRevoke(http, login))
  app.get('/logout', (http) => answerLogout(http, login))
  for (const path of ['/login', '/signup', '/confirmUser', '/error']) app.use(path, protectPages)
  app.get('/login', (http) => showLogin(http, login))
  app.post('/login', (http) => logIn(http, login))
  app.get('/signup', (http) => showSignUp(http, login))
  app.post('/signup', (http) => signUpByPage(http, login))
  app.get('/confirmUser', (http) => showConfirmUser(http, login))
  app.post('/confirmUser', (http) => confirmUser(http, login))
  app.get('/error', showProblem)
  app.get('/managed-login.css', (http) => http.body(managedLoginCss, 200, { 'content-type': 'text/css' }))
  for (const path of ['/oauth2/authorize', '/oauth2/token', '/oauth2/userInfo', '/oauth2/revoke', '/logout'])
    app.all(path, refuseMethod)
}

function refuseMethod(http: HttpContext): Response {
  return http.json({ error: 'invalid_request', error_description: 'The method is not allowed here.' }, 405)
}
