import { Injectable } from '@nestjs/common';

/** Users who may watch. A real application queries its database. */
@Injectable()
export class GuestList {
  private readonly passwords = new Map([['guest', process.env['PASSWORD'] ?? 'open sesame']]);

  admits(user: string, password: string): boolean {
    return this.passwords.get(user) === password;
  }
}
