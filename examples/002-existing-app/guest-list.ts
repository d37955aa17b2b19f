import { Injectable } from '@nestjs/common';

/** Who may watch. A real application asks its database. */
@Injectable()
export class GuestList {
  private readonly passwords = new Map([['guest', process.env['PASSWORD'] ?? 'open sesame']]);

  admits(user: string, password: string): boolean {
    return this.passwords.get(user) === password;
  }
}
