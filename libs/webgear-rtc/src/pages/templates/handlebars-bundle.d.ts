/** The browser build of Handlebars in one file. */
declare module 'handlebars/dist/handlebars.js' {
  import Handlebars from 'handlebars';
  export = Handlebars;
}
