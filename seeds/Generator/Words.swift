/// The word lists that people, streets and work are made from. Frequent ones stand more than once on purpose.
struct Words: Sendable {
  let women: [String]
  let men: [String]
  let families: [String]
  let jobs: [String]

  static func of(country: String) -> Words { country == "CO" ? colombia : peru }

  private static let peru = Words(
    women: split(
      """
      María Rosa Carmen Ana Juana Luz Elena Gladys Flor Julia Silvia Norma Patricia Gloria Nelly Sonia Yolanda Marleni Roxana Milagros
      Karina Lucía Vanessa Jessica Katherine Fiorella Daniela Valeria Andrea Mercedes Victoria Esther Irma Nancy Teresa Rocío Maribel Susana
      Elizabeth Ruth Yesenia Noemí Liliana Pilar Jacqueline Sandra Angélica Delia Consuelo Edith
      """),
    men: split(
      """
      José Luis Juan Carlos Jorge Víctor Miguel César Pedro Manuel Julio Jesús Walter Óscar Raúl Percy Wilfredo Edwin Freddy Hugo
      Ricardo Alberto Roberto Daniel David Christian Kevin Diego Renzo Alexis Fernando Javier Marco Antonio Eduardo Félix Rubén Teodoro
      Santos Elmer Wilmer Henry Ronald Jhon Abel Moisés Saúl Gustavo Iván Martín
      """),
    families: split(
      """
      Quispe Quispe Quispe Flores Flores Sánchez Rodríguez García Rojas Mamani Mamani Huamán Huamán Chávez Díaz Ramírez Torres Vásquez López
      Mendoza Espinoza Castillo Gutiérrez Ramos Cruz González Fernández Pérez Condori Vargas Castro Ccori Choque Apaza Salazar Paredes Cárdenas
      Guerrero Palomino Cabrera Carrasco Córdova Aguilar Silva Medina Reyes Romero Campos Ortiz Poma Yupanqui Huanca Ticona Atoche Chumpitaz
      Zapata Ipanaqué Sernaqué Tello Ríos Pinedo Tuesta Shupingahua Loayza Ñahui Alvarado Benites Villanueva Bautista Calderón León Soto Vega
      """),
    jobs: split(
      """
      comerciante comerciante taxista mototaxista costurera albañil docente enfermera vigilante cocinera chofer contador vendedor mecánico
      carpintero estilista secretaria obrero ingeniero agricultor panadero jubilado electricista administrador
      """))

  private static let colombia = Words(
    women: split(
      """
      María Luz Ana Sandra Claudia Martha Paola Diana Adriana Liliana Gloria Yolanda Blanca Rosa Carolina Andrea Natalia Daniela Laura Camila
      Valentina Marcela Johanna Yuliana Leidy Angie Tatiana Milena Nubia Esperanza Amparo Beatriz Patricia Nancy Viviana Lorena Katherine
      Mónica Ximena Olga Stella Rocío Jenny Edilma Flor Doris Constanza Pilar Viviana Elsa
      """),
    men: split(
      """
      José Luis Carlos Juan Jorge Andrés Jaime Hernando Fabio Álvaro Wilson Jhon Edwin Fredy Óscar Mauricio Germán Gustavo Rafael Fernando
      Alejandro Sebastián Santiago Camilo Felipe Nicolás Diego Iván Javier Henry Nelson Orlando Ramiro Héctor Libardo Yeison Brayan Duván
      Cristian Miguel Ángel David Daniel Julián Leonardo Rodrigo Efraín Gonzalo Hugo César
      """),
    families: split(
      """
      Rodríguez Rodríguez Gómez Gómez González Martínez García López Hernández Sánchez Ramírez Pérez Díaz Muñoz Rojas Moreno Jiménez Vargas
      Torres Castro Ortiz Gutiérrez Suárez Ruiz Álvarez Romero Herrera Valencia Medina Ríos Castillo Parra Beltrán Bernal Cárdenas Rincón
      Ospina Quintero Cortés Peña Guzmán Acosta Forero Pinzón Bohórquez Chaparro Sabogal Garzón Caicedo Mosquera Palacios Murillo Arias
      Bedoya Giraldo Zuluaga Cifuentes Barragán Buitrago Camargo Duarte Espitia Fonseca Galindo Leal Mahecha Nieto Orjuela Patiño Riaño
      """),
    jobs: split(
      """
      comerciante comerciante tendera conductor confeccionista albañil docente auxiliar vigilante cocinera mensajero contador vendedor mecánico
      ornamentador estilista secretaria obrero ingeniero agricultor panadero pensionado electricista zapatero
      """))

  private static let streets = split(
    """
    Los_Cedros Las_Gardenias San_Martín Grau Bolognesi Los_Álamos Las_Flores Túpac_Amaru José_Olaya Los_Olivos Miguel_Iglesias Pachacútec
    Micaela_Bastidas Los_Jazmines Ayacucho Junín Arica Progreso Libertad Los_Pinos Santa_Rosa Las_Begonias 28_de_Julio Los_Incas
    """
  ).map { $0.replacing("_", with: " ") }

  /// A street and a number in the manner of the country.
  static func addressLines(_ random: inout SplitMix64, country: String, incomeLevel: Int) -> String {
    guard country == "CO" else {
      if incomeLevel <= 2, random.chance(perMille: 350) {
        return "Mz. \(Character(UnicodeScalar(UInt8(65 + random.below(20))))) Lt. \(random.within(1...32)), AA.HH. \(random.pick(streets))"
      }
      return "\(random.pick(["Jr.", "Av.", "Calle", "Psje."])) \(random.pick(streets)) \(random.within(101...2490))"
    }
    let (road, crossing) = (random.within(1...170), random.within(1...120))
    let suffix = incomeLevel <= 2 && random.chance(perMille: 500) ? " Sur" : ""
    let bis = random.chance(perMille: 120) ? " Bis" : ""
    return
      "\(random.pick(["Calle", "Carrera", "Diagonal", "Transversal"])) \(road)\(bis) # \(crossing)-\(padded(random.within(1...99), digits: 2))\(suffix)"
  }

  private static func split(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
