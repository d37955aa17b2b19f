/** Handlebars in one file, as its package has it for browsers. */
declare module 'handlebars/dist/handlebars.js' {
  import Handlebars from 'handlebars';
  export = Handlebars;
}
