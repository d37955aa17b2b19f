import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { GuestList } from './guest-list.js';

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface Response {
  header(name: string, value: string): unknown;
}

/** HTTP basic authentication: browsers send the credentials with every request of the page. */
@Injectable()
export class PasswordGuard implements CanActivate {
  constructor(private readonly guests: GuestList) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { authorization = '' } = http.getRequest<Request>().headers;
    const [scheme = '', credentials = ''] = authorization.split(' ');
    const [user = '', password = ''] = Buffer.from(credentials, 'base64').toString().split(':');
    if (scheme.toLowerCase() === 'basic' && this.guests.admits(user, password)) return true;
    http.getResponse<Response>().header('WWW-Authenticate', 'Basic realm="camera", charset="UTF-8"');
    throw new UnauthorizedException();
  }
}
